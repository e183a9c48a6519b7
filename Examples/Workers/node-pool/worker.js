// The loop of Sequin's guide with a pool of node-pg: receive several, upsert them at once, ack. The guard keeps what is
// newer.
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
where stripe.subscriptions.updated_idx <= excluded.updated_idx
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

async function apply(pool, message) {
  await pool.query(UPSERT, values(message.data.record));
  await call("ack", { ack_ids: [message.ack_id] });
}

async function main() {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4, idleTimeoutMillis: 0 });
  pool.on("error", console.error);
  for (;;) {
    try {
      const { data } = await call("receive", { max_batch_size: 4, wait_for: 30_000 });
      const done = await Promise.allSettled(data.map((message) => apply(pool, message)));
      // What was not acknowledged is delivered again.
      for (const { reason } of done) if (reason) console.error(String(reason));
    } catch (error) {
      console.error(String(error));
    }
  }
}

main();
