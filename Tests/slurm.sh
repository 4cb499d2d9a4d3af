#!/usr/bin/env bash
# `drainbench submit` on a real Slurm: one of one node, on this machine, in a folder of its own with
# ports of its own, ended afterwards. Needs slurmctld, slurmd and munged (Debian: slurm-wlm, munge),
# and to be root, as slurmd does.
#
#   Tests/slurm.sh [PROGRAM]
set -euo pipefail
program=$(realpath "${1:-.build/debug/drainbench}")
work=$(mktemp -d)
chmod 755 "$work"
started=()
finish() {
  local id
  for id in "${started[@]}"; do kill "$id" 2> /dev/null || true; done
  for id in "${started[@]}"; do wait "$id" 2> /dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
cd "$work"

fail() { echo "FAILED: $*" >&2; exit 1; }

for name in slurmctld slurmd munged sbatch mungekey; do
  PATH=$PATH:/usr/sbin command -v "$name" > /dev/null || fail "no $name; install slurm-wlm and munge"
done
PATH=$PATH:/usr/sbin:/sbin

# A key and a socket of their own, so that a munged of the system is left alone.
mkdir -p munge state spool log
chmod 700 munge
mungekey --create --keyfile "$work/munge/key"
munged --force --foreground --key-file "$work/munge/key" --socket "$work/socket" \
  --pid-file "$work/munge/pid" --log-file "$work/munge/log" --seed-file "$work/munge/seed" \
  2> log/munged.err &
started+=($!)
host=$(hostname -s)
port=$((20000 + RANDOM % 10000))
cat > slurm.conf <<CONF
ClusterName=local
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=$work/socket
CredType=cred/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/log/slurmctld.log
SlurmdLogFile=$work/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MinJobAge=120
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$work/slurm.conf"
for turn in $(seq 50); do [ -S socket ] && break; sleep 0.1; done
slurmctld -D 2> log/slurmctld.err &
started+=($!)
slurmd -D 2> log/slurmd.err &
started+=($!)
for turn in $(seq 100); do
  sinfo -h -o %T 2> /dev/null | grep -q idle && break
  [ "$turn" = 100 ] && fail "the node is not idle: $(sinfo 2>&1; tail -5 log/*)"
  sleep 0.2
done
echo "slurmctld and slurmd $(slurmd -V | cut -d' ' -f2) after $SECONDS s"

# What a seed determines is equal, and nothing is on one side only.
equal() {
  "$program" compare "$1" "$2" --force --fail-on drift,missing --quiet > comparison 2>&1 ||
    fail "$1 and $2 differ: $(tail -20 comparison)"
  grep -q "no rows of [0-9,]* drifted" comparison || fail "$(tail -3 comparison)"
  tail -1 comparison
}

run=(psweep --repeat 8 --p 0,0.05,0.5 --requests 24000)
"$program" "${run[@]}" --quiet --out single > /dev/null || [ $? = 1 ] || fail "the single run"

start=$SECONDS
"$program" submit "${run[@]}" --shards 6 --out submitted > output 2> errors ||
  [ $? = 1 ] || fail "submit: $(cat errors)"
grep "^drainbench:" errors
grep -q "results are in" errors || fail "$(cat errors)"
[ -z "$(ls -A submitted | grep -E '^\.|^shard-' || true)" ] || fail "left: $(ls -A submitted)"
equal single submitted
echo "6 shards submitted and merged in $((SECONDS - start)) s"

# A shard whose process is killed: reported with its node and its words, handed in again, done.
start=$SECONDS
# A shard takes seconds, so that it is met alive.
run=(psweep --repeat 24 --p 0,0.05,0.5 --requests 1200000)
"$program" submit "${run[@]}" --shards 6 --out killed > output 2> errors &
submitting=$!
for turn in $(seq 1500); do
  [ -e killed/shard-psweep-2-of-6.json ] && break
  sleep 0.02
done
[ -e killed/shard-psweep-2-of-6.json ] || fail "shard 2 has not begun: $(cat errors)"
job=$(sed -n 's/^drainbench: job \([0-9]*\):.*/\1/p' errors | head -1)
# Its process, as Slurm knows it: the shell of the task has become the program.
victim=$(scontrol listpids "${job}_2" 2> /dev/null | awk 'NR == 2 { print $1 }' || true)
if [ -z "$victim" ]; then
  for folder in /proc/[0-9]*; do
    if { tr "\0" " " < "$folder/cmdline"; } 2> /dev/null | grep -q -- "--shard 2/6 .*$work/killed"; then
      victim=${folder#/proc/}
    fi
  done
fi
[ -n "$victim" ] || fail "no process of shard 2"
kill -9 "$victim"
wait "$submitting" || [ $? = 1 ] || fail "submit after a kill: $(cat errors)"
grep "^drainbench:" errors
grep -q "shard 2/6 failed on $host" errors || fail "the killed shard is not told: $(cat errors)"
grep -q "1 of 6 shards again" errors || fail "the killed shard was not handed in again: $(cat errors)"
"$program" "${run[@]}" --quiet --out whole > /dev/null || [ $? = 1 ] || fail "the single run"
equal whole killed
echo "a killed shard: reported, handed in again, complete after $((SECONDS - start)) s"

# scancel in the middle: --resume finishes what is left.
start=$SECONDS
"$program" submit "${run[@]}" --shards 6 --out cancelled > output 2> errors &
submitting=$!
for turn in $(seq 1500); do
  [ "$(ls cancelled/.arms 2> /dev/null | wc -l)" -ge 3 ] && break
  sleep 0.02
done
job=$(sed -n 's/^drainbench: job \([0-9]*\):.*/\1/p' errors | head -1)
scancel "$job"
status=0
wait "$submitting" || status=$?
[ "$status" = 70 ] || fail "submit after scancel ended with $status: $(cat errors)"
grep "^drainbench:" errors | tail -2
kept=$(ls cancelled/.arms | wc -l)
arms=$("$program" plan "${run[@]}" --format csv | tail -n +2 | wc -l)
[ "$kept" -lt "$arms" ] || fail "nothing was left to do"
"$program" "${run[@]}" --resume --out cancelled > output 2> errors || [ $? = 1 ] || fail "$(cat errors)"
grep -q "$kept of $arms arms of psweep were kept" errors || fail "$(cat errors)"
equal whole cancelled
echo "scancel with $kept of $arms arms done, and --resume: complete after $((SECONDS - start)) s"
echo "Slurm: all well after $SECONDS s"
