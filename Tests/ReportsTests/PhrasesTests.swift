import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

/// Words that several reports use.
@Suite(.ownTime) struct PhrasesTests {
    @Test(
        "Three numbers in a row and more are named by their ends",
        arguments: [
            ([], ""), ([3], "3"), ([3, 4], "3 and 4"), ([3, 4, 5], "3 to 5"), ([1, 3, 5], "1, 3 and 5"),
            ([1, 2, 4, 5, 6, 9], "1, 2, 4 to 6 and 9"), ([1, 2, 3, 7, 8, 9, 10], "1 to 3 and 7 to 10"),
        ])
    func namesNumbers(_ numbers: [Int], words: String) {
        #expect(Phrases.numbers(numbers) == words)
    }
}
