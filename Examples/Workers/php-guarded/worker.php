<?php

// The loop of Sequin's guide with PDO: receive, upsert, ack. The guard keeps what is newer.
//
// Needs PHP 8 with pdo_pgsql. All else that it needs of the world it takes from the environment.

const UPSERT = <<<SQL
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
    where stripe.subscriptions.updated_idx <= excluded.updated_idx
    SQL;

function call(string $name, array $body): array
{
    $consumer = getenv('SEQUIN_URL') . '/api/http_pull_consumers/' . getenv('SEQUIN_CONSUMER');
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => ['Authorization: Bearer ' . getenv('SEQUIN_TOKEN'), 'Content-Type: application/json'],
        'content' => json_encode($body),
        'timeout' => 600,
    ]]);
    $answer = @file_get_contents("$consumer/$name", false, $context);
    if ($answer === false) {
        throw new RuntimeException("no answer to $name");
    }
    return json_decode($answer, true);
}

function values(array $record): array
{
    ['data' => $data, 'sync' => $sync] = $record;
    return [
        $record['id'], $record['upstream_id'], $record['deleted'] ? 'true' : 'false', $record['updated_idx'],
        $sync['id'], $sync['external_id'], json_encode($sync['metadata']), $record['upstream_updated_at'],
        $record['upstream_created_at'], $data['stripe_customer_id'] ?? null, $data['plan_id'] ?? null,
        $data['quantity'] ?? null,
    ];
}

$connection = null;
while (true) {
    try {
        foreach (call('receive', ['max_batch_size' => 1, 'wait_for' => 30_000])['data'] as $message) {
            // The address stands in PGHOST, PGPORT and so on, which libpq reads.
            $connection ??= new PDO('pgsql:');
            $connection->prepare(UPSERT)->execute(values($message['data']['record']));
            call('ack', ['ack_ids' => [$message['ack_id']]]);
        }
    } catch (RuntimeException $error) {
        // What was not acknowledged is delivered again. A PDO has no way to tell whether its connection still stands.
        echo $error->getMessage(), "\n";
        $connection = null;
    }
}
