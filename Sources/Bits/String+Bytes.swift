internal import Glibc

extension String {
    /// Whether both are the same bytes in UTF-8. For Swift's `==` a letter with its accent is the same whether it is one
    /// code point or two; for Postgres it is not.
    package func hasSameBytes(as other: String) -> Bool {
        let isSame = utf8.withContiguousStorageIfAvailable { one in
            other.utf8.withContiguousStorageIfAvailable { other in
                guard one.count == other.count else { return false }
                guard let start = one.baseAddress, let otherStart = other.baseAddress else { return one.isEmpty }
                return memcmp(start, otherStart, one.count) == 0
            }
        }
        // Only strings that come from another language have no storage of their own.
        return isSame.flatMap { $0 } ?? utf8.elementsEqual(other.utf8)
    }
}
