extension Cause {
    /// An older version was written over a newer one.
    static let overwritten = Cause("overwritten") { evidence in
        guard evidence.isBehind, let write = evidence.fatalWrite, let statement = write.statement,
            let written = evidence.oldest(statement.subjects)
        else { return nil }
        let lost = evidence.newestThere(before: write.step) ?? -1
        let hasNewer = !evidence.facts.takesSingly && evidence.newest(statement.subjects) ?? written > written
        guard lost > written || hasNewer else { return nil }
        let names = "\(statement.origin) wrote \(VersionName(evidence.record ?? "", written)) at step \(write.step)"
        if hasNewer, let both = evidence.newest(statement.subjects) {
            return
                "\(names), and had \(VersionName(evidence.record ?? "", both)) in the same batch: take each record once, its "
                + "newest version, as in 'select distinct on (id) … order by id, updated_idx desc'"
        }
        let over = "\(names), over \(VersionName(evidence.record ?? "", lost))"
        let attempt = evidence.log.attempts.last { $0.statements.contains { $0.sent == statement.sent } }
        let read = attempt?.statements.last {
            $0.sent < statement.sent && $0.onlyReads && $0.text.lowercased().contains("from")
        }
        if let read, evidence.writes.contains(where: { $0.step > (read.ended ?? 0) && $0.step < write.step }) {
            return
                "\(over), after \(read.origin) had read an older row at step \(read.sent): lock the row where it is read ('for "
                + "update', and retry 23505 where there is none), or compare versions in the statement that writes"
        }
        if statement.waited {
            return
                "\(over): what it compared was read before it waited. Compare with the row itself, in 'on conflict … do update "
                + "set … where \(evidence.guardExample)', not in a subselect, a function or a 'with'"
        }
        let row = evidence.rowBefore(write.step)
        let before = evidence.writes.last { $0.step < write.step }
        if let newer = before?.statement, evidence.newest(newer.subjects) ?? 0 > written,
            let stored = before?.version.number,
            row.isThere, stored <= written || before?.version.place != .published(stored)
        {
            return
                "\(over), since the row was not yet at the version that \(newer.name) had written: write the version in the "
                + "same statement as the rest"
        }
        guard evidence.table?.versionIndex != nil else {
            return
                "\(over): no column holds a version that it could be compared with: store one, and write only what is newer, as "
                + "in 'on conflict … do update set … where \(evidence.guardExample)'"
        }
        if evidence.table?.versionsAreTimes == true, evidence.hasCondition(statement) {
            return
                "\(over): two changes of one moment have the same \(evidence.versionColumn), and no comparison of times tells which "
                + "is newer: order versions by a number that grows with each change"
        }
        return evidence.hasCondition(statement)
            ? "\(over): its condition lets an older version pass: compare the version itself, 'where "
                + "\(evidence.guardExample)'"
            : "\(over): compare versions in the statement that writes, as in 'on conflict … do update set … where "
                + "\(evidence.guardExample)': 'converge init DIR --from guarded-null-safe' gives you one "
                + "to start from"
    }
}

extension CauseEvidence {
    /// Which version of the record is the oldest among these, from 0.
    func oldest(_ versions: [VersionName]) -> Int? {
        versions.filter { $0.record == record }.compactMap(\.number).min()
    }

    /// Whether what a statement sets has a condition.
    func hasCondition(_ statement: RunStatement) -> Bool {
        guard let tokens = StatementTokens(statement.text.withoutParameters),
            let set = tokens.all.firstOutermost(["set"])
        else { return false }
        return tokens.all[set...].firstOutermost(["where"]) != nil
    }
}
