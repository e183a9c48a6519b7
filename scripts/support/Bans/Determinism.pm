# Rules for the parts that a schedule passes through: no chance and no time but what is injected.
package Bans::Determinism;
use strict;
use warnings;
use Exporter 'import';
use Bans::SwiftText;
use Bans::Violations;
our @EXPORT = qw(check_determinism);

my %deterministic = map { $_ => 1 } qw(
    Bits PostgresWire BrokerWire SequinWire SQSWire FakeSQS FakeSequin Syncer Simulation Scenarios Reports Sequin);

# [rule, pattern, message, what else must be so given the code and the match's start and end]
my $lacks_using = sub { arguments_at($_[0], $_[2] - 1) !~ /\busing\s*:/ };
my @patterns = (
    ['task', qr/\bTask\s*(?:\.\s*init\s*)?\{/,
        'a bare Task escapes the executor: use a task group, or Task(executorPreference:)',
        sub { substr($_[0], 0, $_[1]) !~ /(?:\b(?:extension|struct|class|enum|actor)|->)\s*$/ }],
    ['task', qr/\bTask\s*<[^{}()]*>\s*(?:\.\s*init\s*)?\{/,
        'a bare Task escapes the executor: use a task group, or Task(executorPreference:)',
        sub { substr($_[0], 0, $_[1]) !~ /(?:->|:)\s*$/ }],
    ['task', qr/\bTask\s*(?:<[^{}()]*>\s*)?(?:\.\s*(?:init|immediate)\s*)?\(/,
        'a Task without executorPreference: escapes the executor',
        sub { arguments_at($_[0], $_[2] - 1) !~ /\bexecutorPreference\s*:/ }],
    ['task', qr/\bTask\s*(?:<[^{}()]*>\s*)?\.\s*(?:detached|immediateDetached)\b/, 'a detached Task escapes the executor'],
    ['task', qr/\bTask\s*\.\s*immediate\s*\{/, 'a bare Task escapes the executor'],
    ['sleep', qr/\bTask\s*(?:<[^{}()]*>\s*)?\.\s*sleep\b|\bThread\s*\.\s*sleep\b|\b(?:u|nano)sleep\s*\(/,
        'waits real time: sleep on the injected clock'],
    ['uuid', qr/\bUUID\s*(?:\.\s*init\s*)?\(\s*\)/, 'UUID() is unseeded randomness'],
    ['random', qr/\bSystemRandomNumberGenerator\b/, 'unseeded randomness: take a seeded generator'],
    ['random', qr/\b(?:arc4random\w*|[delmn]rand48|getrandom|getentropy|rand)\s*\(/, 'unseeded randomness'],
    ['random', qr/\.\s*random\s*\((?=\s*in\s*:)/, '.random(in:) without using: is unseeded', $lacks_using],
    ['random', qr/\b(?:Bool|\w*Int\d*|Double|Float)\s*\.\s*random\s*\((?=\s*\))/, '.random() without using: is unseeded'],
    ['random', qr/\.\s*(?:shuffled|shuffle|randomElement)\s*\(/, 'without using: this is unseeded', $lacks_using],
    ['wall-clock', qr/\bDate\s*(?:\.\s*init\s*)?\(\s*(?:\)|timeIntervalSinceNow\b)|\bDate\s*\.\s*now\b/,
        'reads the wall clock: use the injected clock, or say why in a comment `// wall clock: reason`'],
    ['wall-clock',
        qr/\b(?:Continuous|Suspending)Clock\s*(?:\(|\.\s*(?:init|now|continuous|suspending)\b)|(?<![\w)\]?!])\.(?:continuous|suspending)\b/,
        'names a real clock: use the injected clock, or say why in a comment `// wall clock: reason`'],
    ['wall-clock', qr/\b(?:clock_gettime|gettimeofday|DispatchTime\s*\.\s*now|CFAbsoluteTimeGetCurrent|systemUptime)\b/,
        'reads the wall clock: use the injected clock, or say why in a comment `// wall clock: reason`'],
    ['hash', qr/(?<!inout )\bHasher\b|\bhashValue\b/, 'hash values differ between processes'],
);

sub check_determinism {
    my ($file, $target, $with_comments, $code) = @_;
    return unless $deterministic{$target};
    my @comments = split /\n/, $with_comments, -1;
    my $excused = sub {
        my ($line) = @_;
        return grep { $_ >= 0 && $comments[$_] =~ m{//\s*wall clock:\s*\S} } $line - 1, $line - 2;
    };
    for my $pattern (@patterns) {
        my ($rule, $expression, $message, $condition) = @$pattern;
        while ($code =~ /$expression/g) {
            my ($start, $end) = ($-[0], $+[0]);
            next if $condition && !$condition->($code, $start, $end);
            my $line = line_of($code, $start);
            next if $rule eq 'wall-clock' && $excused->($line);
            report($file, $line, $rule, $message);
        }
    }
}

1;
