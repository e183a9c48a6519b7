import Foundation
package import Testing

/// Whether this is the nightly run, which has hours: `.ci/nightly` sets `CONVERGE_NIGHTLY=1`.
///
/// The ordinary run covers every kind too, but fewer of each.
package let isNightly = ProcessInfo.processInfo.environment["CONVERGE_NIGHTLY"] == "1"

extension Trait where Self == ConditionTrait {
    /// Has a test run in the nightly run alone.
    package static var nightly: Self { .enabled(if: isNightly, "in the nightly run alone") }
}
