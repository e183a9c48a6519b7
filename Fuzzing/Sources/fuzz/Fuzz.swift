import CLibFuzzer
import Glibc

/// Hands over to libFuzzer. SwiftPM calls an executable's `main` by this name.
@_cdecl("fuzz_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var count = count
    var arguments = arguments
    return LLVMFuzzerRunDriver(&count, &arguments) { start, count in
        target(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
}

/// `CONVERGE_FUZZ_TARGET` says which one.
private let target: @Sendable ([UInt8]) -> Void = {
    let name = getenv("CONVERGE_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    if name == "wire" { return WireFuzz.run }
    guard let target = FuzzTarget(rawValue: name) else {
        preconditionFailure("CONVERGE_FUZZ_TARGET is not one of the targets")
    }
    return target.run
}()
