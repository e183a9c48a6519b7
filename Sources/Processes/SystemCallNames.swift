/// Names of the system calls that a program is found to sleep in, on x86-64.
enum SystemCallNames {
    private static let names = [
        "0": "read", "1": "write", "7": "poll", "23": "select", "35": "nanosleep", "45": "recvfrom", "47": "recvmsg",
        "61": "wait4", "202": "futex", "230": "clock_nanosleep", "232": "epoll_wait", "270": "pselect6",
        "271": "ppoll", "281": "epoll_pwait", "288": "accept4", "42": "connect", "43": "accept", "44": "sendto",
    ]

    /// The call's name, or its number.
    static func name(_ number: String) -> String {
        #if arch(x86_64)
        names[number] ?? "call \(number)"
        #else
        "call \(number)"
        #endif
    }
}
