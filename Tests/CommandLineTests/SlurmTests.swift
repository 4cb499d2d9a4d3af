import Testing

@testable import drainbench

@Suite struct SlurmTests {
  @Test("Numbers of an array are read as Slurm writes them, and written as it reads them")
  func arrays() {
    #expect(Slurm.numbers(in: "1-3,7") == [1, 2, 3, 7])
    #expect(Slurm.numbers(in: "1-9:4%2") == [1, 5, 9])
    #expect(Slurm.numbers(in: "").isEmpty && Slurm.numbers(in: "N/A").isEmpty)
    #expect(Slurm.array(of: [7, 1, 2, 3]) == "1-3,7")
    for numbers in [[1], [1, 2], [1, 3, 5], Array(1...40)] {
      #expect(Slurm.numbers(in: Slurm.array(of: numbers)) == numbers)
    }
  }

  @Test("What scontrol says of tasks is read, fields that are not asked for left out")
  func tasks() {
    let text = """
      JobId=3 ArrayJobId=2 ArrayTaskId=1 JobName=a b=c JobState=FAILED Reason=None ExitCode=0:9 \
      NodeList=node7 BatchHost=node7
      JobId=2 ArrayJobId=2 ArrayTaskId=4-6%2 JobState=PENDING ExitCode=0:0 NodeList=(null)

      """
    let tasks = Slurm.tasks(in: text)
    #expect(
      tasks == [
        Slurm.Task(numbers: [1], state: "FAILED", exitCode: "0:9", nodes: "node7"),
        Slurm.Task(numbers: [4, 5, 6], state: "PENDING", exitCode: "0:0", nodes: ""),
      ])
  }

  @Test("A script asks for what it is told, and quotes what a shell would read")
  func scripts() {
    let scripts = SlurmScripts(
      experiment: "psweep", shards: 6, folder: "/data/it's here", jobs: 2, partition: "short",
      time: "10:00", isExclusive: false, options: ["--account=mine"], program: "/bin/drainbench")
    let lines = scripts.shardText.split(separator: "\n").map(String.init)
    #expect(lines[0] == "#!/bin/sh")
    for line in [
      "#SBATCH --array=1-6", "#SBATCH --partition=short", "#SBATCH --time=10:00",
      "#SBATCH --cpus-per-task=2", "#SBATCH --account=mine",
      "#SBATCH --error=\"/data/it's here/submit/%A-%a.err\"",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(
      lines.last
        == "exec '/bin/drainbench' run '/data/it'\\''s here/submit/psweep.json' "
        + "--shard \"$SLURM_ARRAY_TASK_ID/6\" --resume --jobs 2 --quiet --out '/data/it'\\''s here'"
    )
    var timed = scripts
    timed.isExclusive = true
    #expect(timed.shardText.contains("#SBATCH --exclusive\n"))
    #expect(!timed.shardText.contains("--cpus-per-task"))
    #expect(scripts.mergeText.contains("merge '/data/it'\\''s here' --out"))
  }
}
