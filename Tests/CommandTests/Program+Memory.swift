import Foundation
import Testing

extension Program {
  /// The most memory that a run occupied, in bytes, as the system counts it, and its exit code.
  static func peak(_ arguments: [String]) throws -> (bytes: Int, code: Int32) {
    let words = [executable.path] + arguments
    var strings = words.map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    var child: pid_t = 0
    try #require(posix_spawn(&child, words[0], nil, nil, &strings, environ) == 0)
    var (status, usage): (Int32, rusage) = (0, rusage())
    try #require(wait4(child, &status, 0, &usage) == child)
    try #require(status & 0x7F == 0, "ended by signal \(status & 0x7F)")
    return (1024 * usage.ru_maxrss, status >> 8)
  }
}
