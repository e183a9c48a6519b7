import BrokerWire
import OrderedCollections
import Postgres
import PostgresWire
import Processes
import Sequin
import Syncer

/// What every program of a world is started with.
struct ProgramEnvironment {
    let command: WorkerCommand
    /// The strategy's folder, in which programs start.
    let folder: String
    /// The collections whose records there are.
    let collections: [Sequin.Collection]
    let opener: ProgramSessionOpener
    /// How long a program may take that neither asks for anything nor ends, in real time.
    let patience: Duration
    /// The time that programs run under.
    let time: ProgramTime

    /// What programs of this run know and no other program does.
    var secret: String { opener.secret }
    var loop: EventLoop { opener.database.loop }

    /// The role and the database as a program sees them, whatever they are at the server.
    private static let user = "worker"
    private static let database = "converge"
    /// The consumer's name as a program sees it; that of a FIFO queue ends so at SQS.
    private var consumer: String { command.broker == .sqsFIFO ? "converge.fifo" : "converge" }

    /// How its consumer is reached.
    var broker: BrokerSettings {
        BrokerSettings(command.broker.isSQS ? .sqs : .sequin, token: secret, consumer: consumer)
    }

    /// What makes the events that it is posted; nil where it asks for its work.
    var composer: WebhookComposer? {
        command.webhook.map {
            WebhookComposer(
                settings: $0, collections: collections, secret: WebhookSecret(ofRun: secret), consumer: consumer)
        }
    }

    /// What its connections to the database are held to.
    var wire: WireSettings {
        let prefixes = command.bookkeeping.map { StatementName(sql: $0).description.lowercased() }
        return WireSettings(password: secret) { name in
            prefixes.contains { name.lowercased().hasPrefix($0) }
        }
    }

    /// What no report may have of what it writes.
    var mask: SecretMask {
        var variables = Launch.inheritedEnvironment()
        for (name, value) in command.environment { variables[name] = value }
        if let composer { variables[WebhookSettings.secretVariable] = composer.secret.text }
        return SecretMask(secret: secret, environment: variables)
    }

    /// The program as it is started for a worker.
    func launch(worker: Int, ports: ProgramPorts) -> Launch {
        let (port, broker) = (String(ports.database.port), "http://127.0.0.1:\(ports.broker.port)")
        let upstream = "\(broker)/\(secret)"
        let url = "postgresql://\(Self.user):\(secret)@127.0.0.1:\(port)/\(Self.database)?sslmode=disable"
        var variables = Launch.inheritedEnvironment()
        var usual = [
            "DATABASE_URL": url,
            "JDBC_DATABASE_URL":
                "jdbc:postgresql://127.0.0.1:\(port)/\(Self.database)?user=\(Self.user)&password=\(secret)&sslmode=disable",
            "PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": Self.user, "PGPASSWORD": secret,
            "PGDATABASE": Self.database, "PGSSLMODE": "disable", "CONVERGE_WORKER": String(worker),
            "UPSTREAM_URL": upstream,
            ProcessSweeper.variable: ProcessSweeper.mark,
        ]
        let webhookSecret = composer?.secret.text ?? ""
        if let webhook = command.webhook, let server = ports.server {
            usual[webhook.portVariable] = String(server.number)
            usual[WebhookSettings.secretVariable] = webhookSecret
        }
        variables.merge(usual) { $1 }
        let queue = "\(broker)/\(BrokerSettings.account)/\(consumer)"
        addBroker(broker, queue: queue, to: &variables)
        // What a killed program wrote must be there, and sets of strings must have one order in all runs.
        variables.merge(["PYTHONUNBUFFERED": "1", "PYTHONHASHSEED": "0"]) { given, _ in given }
        for (name, value) in command.environment {
            variables[name] = value.replacing("{database_url}", with: url).replacing("{broker_url}", with: broker)
                .replacing("{queue_url}", with: queue).replacing("{upstream_url}", with: upstream)
                .replacing("{webhook_secret}", with: webhookSecret)
        }
        if time.virtual != nil { variables.merge(VirtualTime.quietJava) { "\($0) \($1)" } }
        return Launch(words: command.words, folder: folder, environment: variables, time: time.virtual)
    }

    /// How the broker is reached, in the variables that its clients look at.
    private func addBroker(_ url: String, queue: String, to variables: inout [String: String]) {
        if command.broker == .sequin {
            variables.merge(["SEQUIN_URL": url, "SEQUIN_TOKEN": secret, "SEQUIN_CONSUMER": consumer]) { $1 }
        }
        guard command.broker.isSQS else { return }
        // What the machine's own user has set up for Amazon is none of the program's.
        for name in variables.keys where name.hasPrefix("AWS_") { variables[name] = nil }
        variables.merge([
            "AWS_ENDPOINT_URL": url, "AWS_ENDPOINT_URL_SQS": url, "AWS_ACCESS_KEY_ID": secret,
            "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true", "QUEUE_URL": queue,
        ]) { $1 }
    }

    /// Where it finds its consumer, as sentences about it say.
    var consumerVariable: String { command.broker.isSQS ? "QUEUE_URL" : "SEQUIN_URL" }
}
