import Foundation

signal(SIGPIPE, SIG_IGN)
await exit(SyncerProgram.run(Array(CommandLine.arguments.dropFirst())))
