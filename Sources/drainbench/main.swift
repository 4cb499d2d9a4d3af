print("drainbench")
