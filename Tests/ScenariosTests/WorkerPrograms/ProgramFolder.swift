import Foundation
import Syncer
import TestSupport

@testable import Scenarios

/// Strategies whose worker is a program.
enum ProgramFolder {
    /// The Python that has psycopg; nil if there is none.
    static var python: String? { DriverPython.words }

    /// Runs `body` with a strategy whose worker is a script in Python.
    ///
    /// - Parameters:
    ///   - script: The script.
    ///   - settings: More of `strategy.yml`.
    static func with<T>(
        _ script: String, settings: String = "", _ body: (Strategy) async throws -> T
    ) async throws -> T {
        let files = [
            "schema.sql": try TestStrategies.guideSchema, "worker.py": script,
            "strategy.yml": "worker: \(python ?? "python3") worker.py\n\(settings)",
        ]
        return try await withFolder { folder in
            for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
            return try await body(try Strategy.load(folder: folder))
        }
    }

    /// The guide's loop. What it does with a delivery is given.
    ///
    /// - Parameters:
    ///   - apply: What it does with `message` and its `record`, over `connection`.
    ///   - start: What it does before it asks for anything.
    static func loop(_ apply: String, start: String = "") -> String {
        """
        import json, os, time, urllib.request
        import psycopg

        COLUMNS = ['id', 'upstream_id', 'deleted', 'updated_idx', 'sync_id', 'sync_external_id', 'sync_metadata',
                   'upstream_created_at', 'upstream_updated_at', 'stripe_customer_id', 'plan_id', 'quantity']

        def call(name, **body):
            base = os.environ['SEQUIN_URL'] + '/api/http_pull_consumers/' + os.environ['SEQUIN_CONSUMER']
            request = urllib.request.Request(base + '/' + name, data=json.dumps(body).encode(), headers={
                'Authorization': 'Bearer ' + os.environ['SEQUIN_TOKEN'], 'Content-Type': 'application/json'})
            with urllib.request.urlopen(request, timeout=600) as response:
                return json.load(response)

        def upsert(connection, record, guard=''):
            sync = record['sync']
            values = dict(dict.fromkeys(COLUMNS), **record)
            values.update(sync_id=sync['id'], sync_external_id=sync['external_id'],
                          sync_metadata=json.dumps(sync['metadata']), **record['data'])
            names = ', '.join(COLUMNS)
            marks = ', '.join('%(' + c + ')s' for c in COLUMNS)
            sets = ', '.join(c + ' = excluded.' + c for c in COLUMNS[1:])
            connection.execute('insert into stripe.subscriptions (' + names + ') values (' + marks + ')'
                + ' on conflict (id) do update set ' + sets + guard, values)

        GUARD = ' where stripe.subscriptions.updated_idx <= excluded.updated_idx'

        connection = None
        \(start)
        while True:
            try:
                for message in call('receive', max_batch_size=1, wait_for=30000)['data']:
                    record = message['data']['record']
                    if connection is None or connection.closed:
                        connection = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True)
        \(apply.split(separator: "\n").map { "            \($0)" }.joined(separator: "\n"))
            except (OSError, psycopg.Error) as error:
                print(error)
        """
    }

    /// The loop without a guard.
    static var naive: String {
        loop("upsert(connection, record)\ncall('ack', ack_ids=[message['ack_id']])")
    }

    /// The loop with the guide's guard.
    static var guarded: String {
        loop("upsert(connection, record, GUARD)\ncall('ack', ack_ids=[message['ack_id']])")
    }
}
