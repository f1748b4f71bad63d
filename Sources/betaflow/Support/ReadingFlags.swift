import ArgumentParser
import Requests

/// The data files of a command and how they are read.
struct ReadingFlags: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      """
      Data, one sample per row: CSV and other text, NPY, NPZ or IDX, compressed by gzip or not, or - \
      for standard input. Several files of the same columns are one table.
      """, valueName: "data"),
    completion: .file(extensions: ["csv", "tsv", "txt", "npy", "npz", "gz"]))
  var files: [String]

  @OptionGroup var how: ReadingOptionFlags

  /// What these flags say.
  var part: ReadingPart { how.part(files) }
}
