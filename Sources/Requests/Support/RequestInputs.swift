import LinearVAE
import Storage

/// What a request works on beside its own values, and what its door does meanwhile.
package struct RequestInputs: Sendable {
  /// Something its author should know.
  package struct Remark: Sendable, Hashable {
    /// Whether something is likely to be wrong; else it is a note.
    package let isWarning: Bool
    /// In a sentence, with keys of the request in quotes.
    package let text: String
    /// Options of reading that the text names, "the option drop=label".
    package let settings: [ReadingSetting]

    package init(_ text: String, isWarning: Bool = false, settings: [ReadingSetting] = []) {
      (self.text, self.isWarning, self.settings) = (text, isWarning, settings)
    }
  }

  /// Arrays in memory, which keys of the request name in place of files.
  package var arrays: [String: BorrowedArray]
  /// Whether a picture is wanted: some studies then follow smooth curves for it.
  package var wantsFigure = false
  /// Whether the named values of the answer are wanted.
  package var wantsDataset = true
  /// Whether the words of the answer are shown, and need not be remarked too.
  package var showsWords = false
  /// The checkpoint of work that is stopped although none was asked for; none is written unless given.
  package var rescue: String?
  /// Does work that saves its state when it is stopped.
  package var saving: @Sendable (_ work: () throws -> Void) throws -> Void = { try $0() }
  /// Hears of remarks as they come up, in the thread of the request.
  package var remark: @Sendable (Remark) -> Void

  package init(
    arrays: [String: BorrowedArray] = [:], remark: @escaping @Sendable (Remark) -> Void = { _ in }
  ) {
    (self.arrays, self.remark) = (arrays, remark)
  }

  /// Does work that saves its state when it is stopped.
  func savingWork<Value>(_ work: () throws -> Value) throws -> Value {
    var result: Result<Value, any Error>?
    try saving { result = Result { try work() } }
    guard let result else { preconditionFailure("work that was not done") }
    return try result.get()
  }

  package func note(_ text: String) { remark(Remark(text)) }

  package func warn(_ text: String) { remark(Remark(text, isWarning: true)) }
}
