# The violations that the rules have found, in the order of files and lines.
package Bans::Violations;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(report violations);

my @violations;

sub report {
    my ($file, $line, $rule, $message) = @_;
    push @violations, [$file, $line, "$file:$line: [$rule] $message\n"];
}

sub violations {
    return map { $_->[2] } sort { $a->[0] cmp $b->[0] || $a->[1] <=> $b->[1] || $a->[2] cmp $b->[2] } @violations;
}

1;
