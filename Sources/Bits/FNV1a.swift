/// Fowler, Noll and Vo's hash FNV-1a: the same on every machine and in every process.
package struct FNV1a<Value: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// The hash of what has been added.
    package private(set) var value: Value
    private let prime: Value

    private init(basis: Value, prime: Value) {
        value = basis
        self.prime = prime
    }

    /// Adds a byte.
    package mutating func add(_ byte: UInt8) { value = (value ^ Value(byte)) &* prime }

    /// Adds bytes.
    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { add(byte) }
    }
}

extension FNV1a<UInt64> {
    /// The 64-bit hash of nothing.
    package init() { self.init(basis: 0xcbf2_9ce4_8422_2325, prime: 0x0000_0100_0000_01b3) }
}

extension FNV1a<UInt32> {
    /// The 32-bit hash of nothing.
    package init() { self.init(basis: 0x811c_9dc5, prime: 0x0100_0193) }
}
