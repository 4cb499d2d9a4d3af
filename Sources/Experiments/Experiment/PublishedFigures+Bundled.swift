import Results

extension PublishedFigures {
  /// The figures that are built into the program.
  package static let bundled: PublishedFigures = {
    do {
      return try PublishedFigures(
        PackageResources.published_json, file: "experiments/published.json")
    } catch {
      // The file is part of the build and a test reads it.
      preconditionFailure("\(error)")
    }
  }()
}
