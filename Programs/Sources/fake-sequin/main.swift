import Foundation

signal(SIGPIPE, SIG_IGN)
await exit(FakeSequinProgram.run(Array(CommandLine.arguments.dropFirst())))
