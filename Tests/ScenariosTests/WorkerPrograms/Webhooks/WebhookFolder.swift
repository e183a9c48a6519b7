import Syncer
import TestSupport

@testable import Scenarios

/// Strategies whose worker is a program that is posted its events.
enum WebhookFolder {
    /// Runs `body` with a strategy whose worker is a server in Python.
    ///
    /// - Parameters:
    ///   - handle: What it does with the record of a POST, `record`: ends with `self.answer(STATUS)`.
    ///   - start: What it does before it listens.
    ///   - settings: More of `strategy.yml`.
    static func with<T>(
        _ handle: String, start: String = "", settings: String = "", _ body: (Strategy) async throws -> T
    ) async throws -> T {
        try await ProgramFolder.with(
            server(handle, start: start), settings: "broker: webhook\n\(settings)", body)
    }

    /// Stores the record without a guard, over a connection of its own.
    static let naive = store("") + "\nself.answer(200)"
    /// Stores the record unless the row is newer.
    static let guarded = store("GUARD") + "\nself.answer(200)"

    /// Stores the record, over a connection of its own.
    static func store(_ guarding: String) -> String {
        """
        with psycopg.connect(os.environ['DATABASE_URL'], autocommit=True) as connection:
            upsert(connection, record, \(guarding.isEmpty ? "''" : guarding))
        """
    }

    /// A server that gives each POST a thread.
    static func server(_ handle: String, start: String = "") -> String {
        """
        import json, os, socket, sys, threading, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        import psycopg

        COLUMNS = ['id', 'upstream_id', 'deleted', 'updated_idx', 'sync_id', 'sync_external_id', 'sync_metadata',
                   'upstream_created_at', 'upstream_updated_at', 'stripe_customer_id', 'plan_id', 'quantity']
        GUARD = ' where stripe.subscriptions.updated_idx <= excluded.updated_idx'

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

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.raw = self.rfile.read(int(self.headers['Content-Length']))
                body = json.loads(self.raw)
                record = body['data'][0]['record']
        \(handle.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n"))

            def answer(self, status):
                self.send_response(status)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *_):
                pass

        \(start)
        ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
        """
    }
}
