import Bits
import TestSupport
import Testing

@Suite(.ownTime) struct FNV1aTests {
    // From Noll's page on FNV.
    @Test(
        "It is the published hash",
        arguments: [
            ("", 0x811c_9dc5, 0xcbf2_9ce4_8422_2325), ("a", 0xe40c_292c, 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0xbf9c_f968, 0x8594_4171_f739_67e8),
        ] as [(String, UInt32, UInt64)])
    func published(text: String, short: UInt32, long: UInt64) {
        var narrow = FNV1a<UInt32>()
        narrow.add(text.utf8)
        #expect(narrow.value == short)
        var wide = FNV1a<UInt64>()
        for byte in text.utf8 { wide.add(byte) }
        #expect(wide.value == long)
    }

    @Test("Hexadecimal digits are always sixteen")
    func hexadecimal() {
        #expect(UInt64(0).hexadecimal == "0000000000000000")
        #expect(UInt64(0xab_cdef).hexadecimal == "0000000000abcdef")
        #expect(UInt64.max.hexadecimal == "ffffffffffffffff")
    }
}
