import Reports
import Scenarios

/// How the program ends.
enum ExitStatus: Hashable {
    case holds
    case violated
    case inconclusive
    case usage
    case brokenInput
    case noServer
    case noVirtualTime
    case internalError
    case signal(Int32)

    var code: Int32 {
        switch self {
        case .holds: 0
        case .violated: 1
        case .inconclusive: 2
        case .usage: 64
        case .brokenInput: 65
        case .noServer, .noVirtualTime: 69
        case .internalError: 70
        case .signal(let number): 128 + number
        }
    }

    /// The status that cells deserve: the first that applies.
    init(_ judgements: [Judgement]) {
        if judgements.contains(where: { $0.complaint != nil }) {
            self = .violated
        } else if judgements.contains(where: { $0.result.verdict == .inconclusive }) {
            self = .inconclusive
        } else {
            self = .holds
        }
    }
}
