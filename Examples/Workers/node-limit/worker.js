// The loop of Sequin's guide with node-pg: receive, upsert, ack. What takes longer than 45
// seconds is given up, since the delivery may be at another worker after 60.
//
// Needs node-pg (`npm install pg`) and Node 18. All else that it needs of the world it takes from the environment.

const { Pool } = require("pg");

const UPSERT = `
insert into stripe.subscriptions (
    id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
    upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
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
`;

async function call(name, body) {
  const consumer = `${process.env.SEQUIN_URL}/api/http_pull_consumers/${process.env.SEQUIN_CONSUMER}`;
  const response = await fetch(`${consumer}/${name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.SEQUIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

function values(record) {
  const { data, sync } = record;
  return [
    record.id, record.upstream_id, record.deleted, record.updated_idx, sync.id, sync.external_id,
    JSON.stringify(sync.metadata), record.upstream_updated_at, record.upstream_created_at, data.stripe_customer_id,
    data.plan_id, data.quantity,
  ];
}

async function main() {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL });
  pool.on("error", console.error);
  for (;;) {
    try {
      const { data } = await call("receive", { max_batch_size: 1, wait_for: 30_000 });
      for (const message of data) {
        const limit = AbortSignal.timeout(45_000);
        const client = await pool.connect();
        // What waits then waits in vain: the connection is given up, and the statement with it.
        const giveUp = new Promise((_, reject) => limit.addEventListener("abort", () => reject(limit.reason)));
        try {
          await Promise.race([client.query(UPSERT, values(message.data.record)), giveUp]);
        } finally {
          client.release(limit.aborted);
        }
        await Promise.race([call("ack", { ack_ids: [message.ack_id] }), giveUp]);
      }
    } catch (error) {
      // What was not acknowledged is delivered again.
      console.error(String(error));
    }
  }
}

main();
