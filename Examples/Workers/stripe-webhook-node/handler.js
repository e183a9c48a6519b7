// A handler of Stripe's webhooks: checks the signature, stores the event's object, answers 200.
//
// Needs Node 18 and pg. All else that it needs of the world it takes from the environment.

const crypto = require('node:crypto');
const http = require('node:http');
const { Pool } = require('pg');

const UPSERT = `
insert into subscriptions (id, customer, plan, quantity, canceled, version)
values ($1, $2, $3, $4, $5, $6)
on conflict (id) do update set
    customer = excluded.customer,
    plan = excluded.plan,
    quantity = excluded.quantity,
    canceled = excluded.canceled,
    version = excluded.version`;

const TOLERANCE = 300;
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
pool.on('error', (error) => console.log(error.message));

function isSigned(header, body) {
  const parts = Object.fromEntries(header.split(',').map((part) => part.split('=', 2)));
  if (!parts.t || !parts.v1 || Math.abs(Date.now() / 1000 - Number(parts.t)) > TOLERANCE) return false;
  const code = crypto.createHmac('sha256', process.env.WEBHOOK_SECRET).update(`${parts.t}.`).update(body).digest('hex');
  return code.length === parts.v1.length && crypto.timingSafeEqual(Buffer.from(code), Buffer.from(parts.v1));
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const server = http.createServer(async (request, response) => {
  const text = await body(request);
  if (!isSigned(request.headers['stripe-signature'] ?? '', text)) return response.writeHead(400).end();
  const { id, customer, plan, quantity, canceled, version } = JSON.parse(text).data.object;
  try {
    await pool.query(UPSERT, [id, customer, plan, quantity, canceled, version]);
    response.writeHead(200).end();
  } catch (error) {
    console.log(error.message);
    response.writeHead(500).end();
  }
});

server.listen(Number(process.env.PORT), '127.0.0.1');
