# Reads records, keeps a table of what it has seen, and drops the records of each batch: wordcount.pl SEED
use strict;
use warnings;
srand($ARGV[0]);
my (%seen, $batches);
for my $batch (1 .. 12) {
    my @records;
    for my $number (1 .. 8_000) {
        my %record = (user => "user-" . int(rand(1e9)), words => [map { "w" . int(rand(30_000)) } 1 .. 1 + rand(6)]);
        $record{text} = join(" ", @{$record{words}}, "x" x int(rand(150)));
        for my $word (@{$record{words}}) {
            push @{$seen{$word}{lines}}, "$batch:$number" if rand() < 0.2;
            $seen{$word}{count}++;
        }
        push @records, \%record;
    }
    $batches += @records;
}
printf "%d records, %d words\n", $batches, scalar keys %seen;
