import LinearVAE
import NumericKit
import Plotting
import Storage

/// Keys that belong together: those of a request, or of a part that several requests share.
///
/// Every part is decoded from the one mapping of the request. That no key of it is unknown the request
/// checks.
package protocol KeyGroup: Sendable, Decodable {
  /// The keys that are read here: the flags of the command in snake_case, `learning_rate` for
  /// `--learning-rate`.
  associatedtype CodingKeys: CodingKey, CaseIterable

  /// Those of its keys in place of whose files arrays in memory may stand.
  static var ownArrays: [String] { get }

  /// Checks what the values alone tell.
  ///
  /// - Throws: `InvalidProblem` whose key path is the key. Other keys stand in quotes in its advice.
  func validate() throws(InvalidProblem)
}

extension KeyGroup {
  /// The keys of the group itself.
  package static var ownKeys: [String] { CodingKeys.allCases.map(\.stringValue) }

  package static var ownArrays: [String] { [] }
}

/// A question as every door puts it: the command line, Python, a sweep, the page.
///
/// It is decoded from a mapping whose keys are the flags of the command, and of which every one is known.
/// The doors only translate: what is allowed is checked, and what is asked answered, here.
///
/// ```swift
/// let request = try JSONDecoder().decode(LossRequest.self, from: json)
/// let reply = try request.checked().reply(RequestInputs(), RunContext())
/// ```
package protocol Request: KeyGroup {
  /// What the study finds, for doors that know it.
  associatedtype Outcome: Sendable

  /// The name of the command: `fixed-points`.
  static var command: String { get }

  /// Groups of keys besides its own.
  static var parts: [any KeyGroup.Type] { get }

  /// Answers.
  ///
  /// - Parameters:
  ///   - inputs: Arrays in memory, and who hears of remarks.
  ///   - context: How the work is carried out.
  /// - Returns: The answer.
  /// - Throws: What the study throws; `InvalidProblem` with the key of a value that does not suit the data.
  func reply(_ inputs: RequestInputs, _ context: RunContext) throws -> Reply<Outcome>
}

extension Request {
  package static var parts: [any KeyGroup.Type] { [] }

  /// All keys, its own first.
  package static var keys: [String] { ownKeys + parts.flatMap { $0.ownKeys } }

  /// The names that arrays in memory may have.
  package static var arrays: [String] { parts.flatMap { $0.ownArrays } }

  /// The mapping of a request, none of whose keys is unknown.
  static func section(_ decoder: any Decoder) throws -> StrictContainer<CodingKeys> {
    try StrictContainer(decoder, beside: parts.flatMap { $0.ownKeys })
  }

  /// The request itself, if its values are allowed.
  package func checked() throws(InvalidProblem) -> Self {
    try validate()
    return self
  }
}

/// The answer to a request.
package struct Reply<Outcome: Sendable>: Sendable {
  /// What the study found.
  package let outcome: Outcome
  /// The same as named values, of which every format is made.
  package let dataset: Dataset
  /// The answer in sentences, the most important one first; none where the values speak for themselves.
  package let words: [String]
  /// Makes the picture, where there is one.
  package let figure: (@Sendable () throws -> Figure)?

  package init(
    _ outcome: Outcome, _ dataset: Dataset, words: [String] = [],
    figure: (@Sendable () throws -> Figure)? = nil
  ) {
    (self.outcome, self.dataset, self.words, self.figure) = (outcome, dataset, words, figure)
  }

  /// The same answer to those who do not know its kind.
  package var erased: Reply<any Sendable> {
    Reply<any Sendable>(outcome, dataset, words: words, figure: figure)
  }
}
