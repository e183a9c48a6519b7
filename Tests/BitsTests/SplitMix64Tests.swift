import Bits
import TestSupport
import Testing

@Suite(.ownTime) struct SplitMix64Tests {
    // The sequences that Vigna's splitmix64.c gives.
    @Test("It is the published generator")
    func published() {
        var zero = SplitMix64(seed: 0)
        #expect(
            (0..<5).map { _ in zero.next() } == [
                0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F, 0xF88B_B8A8_724C_81EC,
                0x1B39_896A_51A8_749B,
            ])
        var other = SplitMix64(seed: 1_234_567)
        #expect(
            (0..<5).map { _ in other.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test("The streams of a seed differ from each other, and from those of the next seeds")
    func streams() {
        var seen = Set<UInt64>()
        for seed in UInt64(0)..<20 {
            for stream in UInt64(0)..<50 {
                var random = SplitMix64(seed: seed, stream: stream)
                seen.insert(random.next())
            }
        }
        #expect(seen.count == 1_000)
    }

    @Test("A bounded number reaches every value below its bound, and none else")
    func bounded() {
        var random = SplitMix64(seed: 7)
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<6_000 { counts[random.below(6)] += 1 }
        #expect(counts.allSatisfy { (850...1_150).contains($0) }, "\(counts)")
        #expect((0..<100).allSatisfy { _ in random.below(1) == 0 })
    }
}
