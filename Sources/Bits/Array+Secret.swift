extension [UInt8] {
    /// Whether what was sent is this secret, which must not be empty. Every byte of it is looked at wherever it differs, so
    /// that the time taken tells nothing of the secret.
    package func isSecret(_ sent: some Sequence<UInt8>) -> Bool {
        var difference = 0
        var length = 0
        for byte in sent {
            difference |= Int(byte ^ self[length % count])
            length += 1
        }
        return difference | (length ^ count) == 0
    }
}
