internal import Glibc
internal import Subprocess
internal import SystemPackage

extension ThrowawayCluster {
    private var environment: Subprocess.Environment {
        .custom(childEnvironment(HermeticEnvironment.child(binDirectory: installation.binDirectory)))
    }

    /// Starts the server itself, without `pg_ctl`, which would only wait.
    func launch(_ arguments: [String] = []) async throws {
        let arguments = ["-D", location.data] + arguments
        guard let starter else {
            let command = account.command("postgres", arguments)
            return try await supervisor.launch(configuration(command.executable, command.arguments))
        }
        let (words, input) = try starter.begin()
        let command = words + account.words("\(installation.binDirectory)/postgres", arguments)
        try await supervisor.launch(
            configuration(.path(FilePath(command[0])), Arguments(Array(command.dropFirst()))),
            input: FileDescriptor(rawValue: input))
        try starter.started()
    }

    private func configuration(_ executable: Executable, _ arguments: Arguments) -> Subprocess.Configuration {
        Configuration(
            executable: executable, arguments: arguments, environment: environment,
            workingDirectory: FilePath(directory), platformOptions: account.platformOptions)
    }

    /// Makes the data directory and writes the server's configuration.
    func initialize(_ options: Options) async throws {
        let arguments = [
            "--username=\(ClusterRole.superuser)", "--auth=peer", "--encoding=UTF8", "--locale=C", "--no-sync",
            "--no-instructions",
        ]
        let template = DataTemplate(of: installation, arguments: arguments)
        if template?.copy(to: location.data, for: account) != true {
            try await initialize(arguments, within: options.patience)
            template?.keep(location.data)
        }
        let settings = ServerSettings.standard(directory: directory, name: location.name)
            .merging(options.settings) { $1 }
        try replace("postgresql.conf", with: ServerSettings.file(settings))
        try replace("pg_hba.conf", with: ClusterRole.hostFile)
        try replace("pg_ident.conf", with: ClusterRole.identityFile(user: ServerAccount.callerName))
    }

    private func initialize(_ arguments: [String], within limit: Duration) async throws {
        let command = account.command("initdb", ["-D", location.data] + arguments)
        try await supervisor.launch(configuration(command.executable, command.arguments))
        // wall clock: a disk that does not answer, or a program that waits for something, is given up
        let deadline = ContinuousClock.now + limit
        while supervisor.pid != nil {
            guard ContinuousClock.now < deadline else {
                throw ClusterError(
                    .initdb, "initdb did not end within \(limit.components.seconds) s in \(directory).",
                    remedy: "See that the disk answers, or set TMPDIR to a directory on another.", output: logTail())
            }
            await loop.sleep(for: .milliseconds(2))
        }
        let output = logTail(lines: 10)
        guard supervisor.endedWell else {
            throw ClusterError(
                .initdb, "initdb failed in \(directory).",
                remedy: output.contains("No space left")
                    ? "Free some space, or set TMPDIR to a directory that has 200 MB free."
                    : "Its last lines say why.", output: output)
        }
        // What the server logs is told where it fails, and not what made its directory.
        truncate(location.log, 0)
    }

    private func replace(_ name: String, with text: String) throws {
        let file = try FileDescriptor.open(
            FilePath("\(location.data)/\(name)"), .writeOnly, options: [.truncate, .closeOnExec])
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
    }

    /// Starts the server and waits until it takes connections.
    func start() async throws {
        do {
            try await launch()
        } catch let error where starter == nil {
            throw ClusterError(
                .start, "\(installation.binDirectory)/postgres could not be started: \(error).",
                remedy: "Check the installation.")
        }
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(60)
        while true {
            // Before the attempt: what a dead server logged is the reason, not that no server answers.
            let isAlive = isAlive
            do {
                return try await Connection.open(target(), on: loop).close()
            } catch let error as PostgresError {
                guard isAlive, clock.now < deadline else {
                    throw ClusterError(
                        .start, "The server did not start: \(error.message).",
                        remedy: "The last lines of its log say why.", output: await reasonForNotStarting())
                }
            }
            await loop.sleep(for: .milliseconds(2))
        }
    }

    /// What the server logs when it is started once more, and may say all that it wants to: in a run only what is
    /// fatal is logged, which leaves the reasons out.
    private func reasonForNotStarting() async -> String {
        await kill()
        guard (try? await launch(["-c", "log_min_messages=log"])) != nil else { return logTail() }
        for _ in 0..<1000 where isAlive { await loop.sleep(for: .milliseconds(2)) }
        await kill()
        return logTail()
    }
}
