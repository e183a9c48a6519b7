# What a Swift file declares, as far as searches can tell: names, how deep they stand, and of what extension they are.
package Bans::Declarations;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(declarations names_of is_type);

my $modifier = qr/(?:public|package|internal|fileprivate|private|open|final|indirect|static|class|nonisolated
    |isolated|mutating|nonmutating|lazy|weak|unowned|override|required|convenience|dynamic|distributed|consuming
    |borrowing|prefix|postfix|infix)(?:\(\w+\))?\s+/x;
my %types = map { $_ => 1 } qw(struct class enum actor protocol typealias);

sub is_type { return $types{ $_[0]{kind} } }

# The declarations of a file whose comments and strings are blanked, in their order: kind, name, depth in braces,
# whether it is private to the file, where it begins and where its name ends, and the type that the extension around it
# extends.
sub declarations {
    my ($code) = @_;
    my ($depth, $extension, $hidden, @found) = (0, undef, 0);
    while ($code =~ /
        (?<brace>[{}])
        | (?<![\w.`])(?<!import[ ])(?<modifiers>$modifier*)
          (?<kind>struct|class|enum|actor|protocol|typealias|associatedtype|func|macro|var|let|extension)
          \s+`?(?<name>[A-Za-z_]\w*(?:\.\w+)*)
        /gx) {
        my %match = %+;
        my ($place, $end) = ($-[0], $+[0]);
        if (defined $match{brace}) {
            $depth += $match{brace} eq '{' ? 1 : -1;
            ($extension, $hidden) = (undef, 0) if $depth == 0;
            next;
        }
        my $private = $match{modifiers} =~ /\b(?:file)?private\s/ ? 1 : 0;
        push @found, {
            kind => $match{kind}, name => $match{name}, depth => $depth, private => $private || $hidden,
            place => $place, end => $end, extends => $depth == 1 ? $extension : undef,
        };
        ($extension, $hidden) = ($match{name}, $private) if $depth == 0 && $match{kind} eq 'extension';
    }
    return @found;
}

# Every name that a file gives to something, at any depth: declarations, cases, parameters and labels.
sub names_of {
    my ($code) = @_;
    my %names = map { $_->{name} => 1 } grep { !defined $_->{extends} && $_->{kind} ne 'extension' } declarations($code);
    while ($code =~ /\bcase\s+((?:`?\w+`?(?:\((?:[^()]|\([^()]*\))*\))?\s*(?:=\s*[^,\n]+)?,?\s*)+)/g) {
        $names{$_} = 1 for $1 =~ /\w+/g;
    }
    while ($code =~ /(?<before>\b(?:var|let)\s+)?`?\b(?<name>\w+)`?\s*:/g) { $names{ $+{name} } = 1 unless $+{before} }
    return keys %names;
}

1;
