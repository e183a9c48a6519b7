extension Cause {
    /// A delivery counts as applied, and its statements wrote no row.
    static let nothingWritten = Cause("nothing-written") { evidence in
        guard evidence.isBehind, let attempt = evidence.newestApplied, !evidence.hasWritten(attempt),
            let version = attempt.versions.last(where: { $0.number == evidence.version(of: attempt) })
        else { return nil }
        let writers = evidence.writers(in: attempt.statements)
        guard writers.allSatisfy({ ($0.rowsWritten ?? 0) == 0 }) else { return nil }
        if let earlier = interrupted(evidence, attempt) {
            return
                "\(earlier.name) was committed at step \(earlier.committed ?? earlier.sent) by a run of the script that ended "
                + "there, so that the next one took all of it for done: put what belongs together between 'begin' and 'commit'"
        }
        guard let last = writers.last else {
            let reader = attempt.statements.last(where: \.onlyReads)
                .map { ", after what \($0.origin) had found at step \($0.sent)" }
            return
                "the script ran no statement that writes for \(version)\(reader ?? ""): let each version that is newer be "
                + "stored, deletions too"
        }
        let what =
            "\(last.origin) wrote no row for \(version) at step \(last.ended ?? last.sent) (\(last.tag ?? "")), and its "
            + "delivery counts as applied"
        guard last.rowsWritten != nil else {
            return "\(what): look at what the function that it calls catches, or passes over"
        }
        return "\(what): " + remedy(last, over: evidence.rowBefore(last.sent), evidence)
    }

    /// A statement for the same version that an earlier run, which did not come to its end, had committed.
    private static func interrupted(_ evidence: CauseEvidence, _ attempt: StatementLog.Attempt) -> RunStatement? {
        let finished = Set(evidence.log.attempts.flatMap(\.statements).map(\.sent))
        return evidence.log.statements.last { statement in
            !finished.contains(statement.sent) && statement.mayHaveWritten && statement.committed != nil
                && evidence.newest(statement.subjects) == evidence.version(of: attempt)
        }
    }

    /// - Parameter row: The record's row before.
    private static func remedy(
        _ statement: RunStatement, over row: Note.RowState, _ evidence: CauseEvidence
    ) -> String {
        let skips = statement.text.lowercased().contains("do nothing")
        guard row.isThere else { return absent(statement, skips) }
        if row.version == nil, evidence.table?.versionIndex != nil {
            return
                "the stored version is null, and a comparison with null is not true: put coalesce around it, as in 'where "
                + "coalesce(\(evidence.guardExample), true)'"
        }
        if skips {
            return
                "'on conflict do nothing' leaves the row that is there as it is: say 'do update set …', with a condition "
                + "that compares versions"
        }
        if evidence.table?.versionsAreTimes == true {
            return
                "its condition kept a newer version out: two changes of one moment have the same \(evidence.versionColumn), so "
                + "let equal ones pass ('<='), or better compare a number that grows with each change"
        }
        return
            "its condition kept a newer version out: see that it compares the version alone, in a column that orders it as "
            + "a number, and lets newer ones pass: '\(evidence.guardExample)'"
    }

    /// What to do about a statement that found no row.
    private static func absent(_ statement: RunStatement, _ skips: Bool) -> String {
        let tag = statement.tag ?? ""
        if tag.hasPrefix("UPDATE") {
            let mark =
                statement.file == "delete.sql"
                ? " or mark, so that nothing is left for a late upsert to be compared with" : ""
            return
                "there was no row to change\(mark): insert one where there is none, by 'insert … on conflict … do update'"
        }
        guard tag.hasPrefix("INSERT") || tag.hasPrefix("MERGE") else {
            return "there was no row to change: another's was not committed yet, or is gone since"
        }
        return skips
            ? "the row that was in its way is not committed, or gone since: say 'do update set …' in place of 'do nothing'"
            : "what it reads from had no row for it: another worker may have emptied that, or a condition was not met"
    }
}
