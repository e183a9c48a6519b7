/// The server's configuration file.
enum ServerSettings {
    /// What every throwaway cluster is set to, unless its options say otherwise.
    static func standard(directory: String, name: String) -> [String: String] {
        [
            // Reached only through a socket in a directory that no other user may enter.
            "listen_addresses": "", "port": "5432", "unix_socket_directories": Connection.quoteIdentifier(directory),
            "max_connections": "400",
            // It is what finds the server's processes again; see ClusterProcesses.
            "cluster_name": name, "update_process_title": "off",
            // The data need not survive the machine. Commits stay synchronous: what was acked is there after a crash
            // of the server.
            "fsync": "off", "synchronous_commit": "on", "full_page_writes": "off",
            "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "128MB", "min_wal_size": "32MB",
            // Nothing happens by itself.
            "autovacuum": "off", "jit": "off", "max_parallel_workers_per_gather": "0",
            "max_logical_replication_workers": "0",
            // A blocked session says so after a millisecond, when its one deadlock check has been made.
            "deadlock_timeout": "1ms", "log_lock_waits": "on",
            "log_min_messages": "fatal", "log_min_error_statement": "panic",
            "track_activities": "on", "restart_after_crash": "on",
            // A session computes on when its server is gone, and would fill the disk.
            "temp_file_limit": "1GB",
            "shared_buffers": "32MB", "dynamic_shared_memory_type": "mmap",
            "TimeZone": "UTC", "log_timezone": "UTC", "DateStyle": "ISO, MDY", "lc_messages": "C",
            "lc_monetary": "C", "lc_numeric": "C", "lc_time": "C",
            "default_text_search_config": "pg_catalog.english",
        ]
    }

    /// The file's text.
    static func file(_ settings: [String: String]) -> String {
        settings.sorted { $0.key < $1.key }.map { "\($0.key) = '\(escape($0.value))'\n" }.joined()
    }

    private static func escape(_ value: String) -> String {
        String(value.flatMap { "'\\".contains($0) ? [$0, $0] : [$0] })
    }
}
