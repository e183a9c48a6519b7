import Processes
import TestSupport
import Testing

/// Programs that cannot be judged: each is refused when its folder is loaded, with 65, in one sentence that names the folder
/// and the worker and says what to do, and leaves nothing behind.
@Suite(.ownTime, .enabled(if: DriverPython.words != nil, "there is no Python with psycopg")) struct BrokenWorkerTests {
    /// What all begin with: a way to ask for deliveries, and a connection.
    private static let head = """
        import json, os, socket, time, urllib.request
        import psycopg

        def call(name, **body):
            base = os.environ['SEQUIN_URL'] + '/api/http_pull_consumers/' + os.environ['SEQUIN_CONSUMER']
            request = urllib.request.Request(base + '/' + name, data=json.dumps(body).encode(), headers={
                'Authorization': 'Bearer ' + os.environ['SEQUIN_TOKEN'], 'Content-Type': 'application/json'})
            with urllib.request.urlopen(request, timeout=600) as response:
                return json.load(response)

        connection = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True)

        """

    @Test(
        "It is refused in a sentence",
        arguments: [
            (
                "psycopg.connect(os.environ['DATABASE_URL'] + '&replication=database')",
                "worker 1: a replication connection cannot be scheduled: take deliveries from the consumer"
            ),
            (
                """
                other = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True)
                other.execute('listen changes')
                connection.execute("select pg_notify('changes', '')")
                list(other.notifies(timeout=60, stop_after=1))
                call('receive', wait_for=30000)
                """,
                "worker 1: a notification on 'changes' comes to an idle session, in real time: do without listen"
            ),
            (
                """
                with connection.cursor().copy('copy stripe.subscriptions from stdin') as copy:
                    for _ in range(65): copy.write(b'x' * (1 << 20))
                """,
                "worker 1: the client's request is larger than 64 MB: send it in parts"
            ),
            (
                "connection.execute(\"set statement_timeout = 50\")\nconnection.execute('select pg_sleep(600)')",
                "worker 1: its statement_timeout has struck, which counts real time: set none where it is judged"
            ),
            (
                """
                connection.execute("set idle_in_transaction_session_timeout = 1")
                call('receive', wait_for=30000)
                connection.execute('begin')
                connection.execute('select count(*) from stripe.subscriptions')
                time.sleep(0.5)
                connection.execute('commit')
                """,
                "worker 1: its idle_in_transaction_session_timeout has struck, which counts real time: set none where it "
                    + "is judged"
            ),
            (
                "connection.execute('begin')\ncall('receive', wait_for=30000)",
                "worker 1: asks for deliveries with a transaction open: commit or roll back before"
            ),
        ])
    func refused(script: String, sentence: String) async throws { try await expect(script, sentence) }

    @Test("It is refused if it speaks to others")
    func elsewhere() async throws {
        let listener = try LoopbackListener()
        try await expect(
            "elsewhere = socket.create_connection(('127.0.0.1', \(listener.port)))\ncall('receive', wait_for=30000)",
            "worker 1: has a connection to 127.0.0.1:\(listener.port), and no schedule decides what comes from there: have "
                + "it speak to DATABASE_URL and SEQUIN_URL alone where it is judged")
    }

    private func expect(_ script: String, _ sentence: String) async throws {
        let box = try Sandbox()
        try box.write(
            "create schema stripe; create table stripe.subscriptions (id text primary key);", to: "own/schema.sql")
        try box.write("worker: \(DriverPython.words ?? "python3") worker.py", to: "own/strategy.yml")
        try box.write(Self.head + script, to: "own/worker.py")
        expectRefusal(
            try await box.run("verify", "own", "--scenario", "in-order"), 65, "own: \(sentence)",
            leftovers: box.leftovers)
    }
}
