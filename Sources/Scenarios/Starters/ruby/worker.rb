# The loop of Sequin's guide with ruby-pg: receive, upsert, ack. The last writer wins, whatever it writes.
#
# Needs ruby-pg (`gem install pg`). All else that it needs of the world it takes from the environment.

require "json"
require "net/http"
require "pg"

UPSERT = <<~SQL
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
SQL

def call(name, body)
  consumer = URI("#{ENV["SEQUIN_URL"]}/api/http_pull_consumers/#{ENV["SEQUIN_CONSUMER"]}/#{name}")
  headers = { "Authorization" => "Bearer #{ENV["SEQUIN_TOKEN"]}", "Content-Type" => "application/json" }
  Net::HTTP.start(consumer.host, consumer.port, read_timeout: 600) do |http|
    JSON.parse(http.post(consumer.path, JSON.generate(body), headers).body)
  end
end

def values(record)
  data, sync = record.values_at("data", "sync")
  [
    *record.values_at("id", "upstream_id", "deleted", "updated_idx"), *sync.values_at("id", "external_id"),
    JSON.generate(sync["metadata"]), *record.values_at("upstream_updated_at", "upstream_created_at"),
    *data.values_at("stripe_customer_id", "plan_id", "quantity"),
  ]
end

connection = nil
loop do
  call("receive", { max_batch_size: 1, wait_for: 30_000 })["data"].each do |message|
    connection ||= PG.connect(ENV["DATABASE_URL"])
    connection.exec_params(UPSERT, values(message["data"]["record"]))
    call("ack", { ack_ids: [message["ack_id"]] })
  end
rescue SystemCallError, IOError, PG::Error => error
  # What was not acknowledged is delivered again.
  puts error.message
  connection = nil if connection&.status == PG::CONNECTION_BAD
end
