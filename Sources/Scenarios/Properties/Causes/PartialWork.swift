extension Cause {
    /// What belongs together was committed in parts.
    static let commitsApart = Cause("commits-apart") { evidence in
        guard evidence.violation.property == .customChecks else { return nil }
        var runs = evidence.log.attempts.map(\.statements)
        // One that was interrupted belongs to no finished run.
        let finished = Set(runs.flatMap { $0 }.map(\.sent))
        let left = evidence.log.statements.filter { !finished.contains($0.sent) }
        runs += Dictionary(grouping: left, by: \.worker).sorted { $0.key < $1.key }.map(\.value)
        for run in runs.reversed() {
            let written = run.filter { $0.mayHaveWritten && $0.committed != nil }
            guard let first = written.first,
                let last = run.last(where: { $0.sent != first.sent && ($0.mayHaveWritten || $0.ended == nil) }),
                last.committed != first.committed
            else { continue }
            return
                "\(first.name) was committed at step \(first.committed ?? 0), apart from \(last.origin): put all that belongs "
                + "together between 'begin' and 'commit', so that it happens once, or not at all"
        }
        return nil
    }

    /// A run of the script ended in the middle, behind what it had committed.
    static let interrupted = Cause("interrupted") { evidence in
        guard evidence.violation.property == .customChecks, evidence.facts.statements.count > 1 else { return nil }
        let finished = Set(evidence.log.attempts.flatMap(\.statements).map(\.sent))
        let left = evidence.log.statements.last {
            !finished.contains($0.sent) && $0.mayHaveWritten && $0.committed != nil
        }
        guard let left else { return nil }
        return
            "\(left.name) was committed at step \(left.committed ?? left.sent), and the script went no further: put all that "
            + "belongs together between 'begin' and 'commit', so that it happens once, or not at all"
    }

    /// A write went on though the record's row was not written.
    static let followsNothing = Cause("follows-nothing") { evidence in
        guard evidence.violation.property == .customChecks else { return nil }
        for attempt in evidence.log.attempts.reversed() where attempt.isApplied {
            guard let kept = attempt.statements.first(where: { $0.rowsWritten == 0 }),
                let other = attempt.statements.first(where: { $0.sent > kept.sent && ($0.rowsWritten ?? 0) > 0 })
            else { continue }
            return
                "\(kept.name) wrote no row at step \(kept.sent) (\(kept.tag ?? "")), and \(other.origin) wrote all the same: let "
                + "what belongs to a version depend on the guard that keeps its row ('returning … \\gset' and '\\if')"
        }
        return nil
    }

    /// What was written was worked out from what another had changed since.
    static let readBefore = Cause("read-before") { evidence in
        guard evidence.violation.property == .customChecks else { return nil }
        for attempt in evidence.log.attempts.reversed() where attempt.isApplied {
            guard let read = attempt.statements.first(where: { $0.onlyReads && $0.text.lowercased().contains("from") }),
                let write = attempt.statements.first(where: { $0.sent > read.sent && $0.mayHaveWritten }),
                let other = evidence.log.statements.first(where: { other in
                    other.worker != attempt.worker && other.mayHaveWritten && (other.committed ?? 0) > read.sent
                        && (other.committed ?? .max) < write.sent
                })
            else { continue }
            return
                "\(read.name) read at step \(read.sent) what \(other.name) changed before \(write.origin) wrote: work it out in "
                + "the statement that writes, or lock what is read ('for update')"
        }
        return nil
    }
}
