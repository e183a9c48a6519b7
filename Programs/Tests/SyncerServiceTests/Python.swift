import Foundation
import Subprocess
import SystemPackage

/// A Python with modules that belong to examples and checks, not to this package; nil if there is none.
func python(with modules: String) async -> String? {
    for name in [ProcessInfo.processInfo.environment["CONVERGE_PYTHON"], "python3"].compactMap({ $0 }) {
        let check = try? await Subprocess.run(
            name.contains("/") ? .path(.init(name)) : .name(name), arguments: ["-c", "import \(modules)"],
            output: .discarded, error: .discarded)
        if check?.terminationStatus.isSuccess == true { return name }
    }
    return nil
}
