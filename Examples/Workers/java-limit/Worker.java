// The loop of Sequin's guide with pgjdbc: receive, upsert, ack. What takes longer than 45
// seconds is given up, since the delivery may be at another worker after 60.
//
// Needs Java 17, and the jars of pgjdbc and Gson. All else that it needs of the world it takes from the environment.

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

class Worker {
    static final String UPSERT = """
        insert into stripe.subscriptions (
            id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
            upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update set
            upstream_id = excluded.upstream_id,
            deleted = excluded.deleted,
            updated_idx = excluded.updated_idx,
            sync_id = excluded.sync_id,
            sync_external_id = excluded.sync_external_id,
            sync_metadata = excluded.sync_metadata,
            upstream_updated_at = excluded.upstream_updated_at,
            upstream_created_at = excluded.upstream_created_at,
            stripe_customer_id = excluded.stripe_customer_id,
            plan_id = excluded.plan_id,
            quantity = excluded.quantity
        """;

    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final ExecutorService POOL = Executors.newCachedThreadPool();
    static final Gson GSON = new Gson();

    static JsonObject call(String name, Map<String, Object> body) throws IOException, InterruptedException {
        var env = System.getenv();
        var uri = env.get("SEQUIN_URL") + "/api/http_pull_consumers/" + env.get("SEQUIN_CONSUMER") + "/" + name;
        var request = HttpRequest.newBuilder(URI.create(uri))
            .header("Authorization", "Bearer " + env.get("SEQUIN_TOKEN"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(GSON.toJson(body)))
            .build();
        return GSON.fromJson(HTTP.send(request, BodyHandlers.ofString()).body(), JsonObject.class);
    }

    static void upsert(Connection connection, JsonObject record) throws SQLException {
        var data = record.getAsJsonObject("data");
        var sync = record.getAsJsonObject("sync");
        JsonElement[] values = {
            record.get("id"), record.get("upstream_id"), record.get("deleted"), record.get("updated_idx"),
            sync.get("id"), sync.get("external_id"), sync.get("metadata"), record.get("upstream_updated_at"),
            record.get("upstream_created_at"), data.get("stripe_customer_id"), data.get("plan_id"),
            data.get("quantity"),
        };
        try (var statement = connection.prepareStatement(UPSERT)) {
            for (int i = 0; i < values.length; i++) {
                var value = values[i];
                String text = null;
                if (value != null && !value.isJsonNull()) {
                    text = value.isJsonPrimitive() ? value.getAsString() : value.toString();
                }
                // As Types.OTHER a value has the type of its column.
                statement.setObject(i + 1, text, Types.OTHER);
            }
            statement.executeUpdate();
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        Connection connection = null;
        while (true) {
            try {
                var received = call("receive", Map.of("max_batch_size", 1, "wait_for", 30_000));
                for (var message : received.getAsJsonArray("data")) {
                    if (connection == null || connection.isClosed()) {
                        connection = DriverManager.getConnection(System.getenv("JDBC_DATABASE_URL"));
                    }
                    var delivery = message.getAsJsonObject();
                    var open = connection;
                    var work = POOL.submit(() -> {
                        upsert(open, delivery.getAsJsonObject("data").getAsJsonObject("record"));
                        return null;
                    });
                    try {
                        work.get(45, TimeUnit.SECONDS);
                    } catch (TimeoutException | ExecutionException error) {
                        open.abort(Runnable::run);
                        connection = null;
                        throw new IOException(error);
                    }
                    call("ack", Map.of("ack_ids", List.of(delivery.get("ack_id").getAsString())));
                }
            } catch (IOException | SQLException error) {
                // What was not acknowledged is delivered again.
                System.out.println(error.getMessage());
            }
        }
    }
}
