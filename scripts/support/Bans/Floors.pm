# Rules for the floors of Scenarios: a folder knows itself and the folders to its left.
package Bans::Floors;
use strict;
use warnings;
use Exporter 'import';
use Bans::Declarations;
use Bans::SwiftText;
use Bans::Violations;
our @EXPORT = qw(check_floors);

my @floors = qw(Catalogue History Analysis Properties Database Sessions WorkerPrograms World Verification);
my %height = map { $floors[$_] => $_ } 0 .. $#floors;
# The targets below Scenarios: what they call by a name is no member that a floor of Scenarios adds.
my $below = qr{^Sources/(?:CLibpq|Postgres|PostgresWire|Sequin|SequinWire|BrokerWire|FakeSequin|Syncer|Simulation)/};

# Takes the sources by file, their comments and strings blanked.
sub check_floors {
    my ($sources) = @_;
    my (%floor_of, %odd);
    for my $file (sort keys %$sources) {
        my ($folder) = $file =~ m{^Sources/Scenarios/(?:([^/]+)/)?[^/]+(?:/[^/]+)*$} or next;
        if (!defined $folder) {
            report($file, 1, 'floor', 'lies in no folder of Scenarios');
        } elsif (!defined $height{$folder}) {
            report($file, 1, 'floor', "$folder is no floor of Scenarios: " . join(' < ', @floors)) unless $odd{$folder}++;
        } else {
            $floor_of{$file} = $folder;
        }
    }
    check_names($sources, \%floor_of);
    check_members($sources, \%floor_of);
}

# Types and functions that stand at the top of a file.
sub check_names {
    my ($sources, $floor_of) = @_;
    my (%home, %is_type, @given);    # @given: the names that each floor and those below it give to something
    for my $file (sort keys %$floor_of) {
        my $height = $height{ $floor_of->{$file} };
        for my $declaration (declarations($sources->{$file})) {
            my $name = $declaration->{name};
            if (is_type($declaration) || $declaration->{kind} eq 'associatedtype') {
                $given[$_]{$name} = 1 for $height .. $#floors;
            }
            next if $declaration->{depth} || $declaration->{private};
            next unless is_type($declaration) || $declaration->{kind} eq 'func';
            $home{$name} = $height unless defined $home{$name} && $home{$name} <= $height;
            $is_type{$name} = 1 if is_type($declaration);
        }
    }
    for my $file (sort keys %$floor_of) {
        my $height = $height{ $floor_of->{$file} };
        my $code = $sources->{$file};
        my %own = map { $_ => 1 } names_of($code);
        my %said;
        while ($code =~ /(?<![\w.])(?:Scenarios\s*\.\s*)?([A-Za-z_]\w*)\b/g) {
            my ($name, $place) = ($1, $-[1]);
            next unless defined $home{$name} && $home{$name} > $height && !$said{$name};
            # The name may be one of the floor's own, and a function's that of a parameter or a member as well.
            next if $given[$height]{$name} || (!$is_type{$name} && $own{$name});
            $said{$name} = 1;
            complain($file, line_of($code, $place), $floor_of->{$file}, $home{$name}, $name);
        }
    }
}

# Members that only extensions on a higher floor declare. A name that means anything else as well is passed over.
sub check_members {
    my ($sources, $floor_of) = @_;
    my (%home, %extended, %other);
    for my $file (sort keys %$sources) {
        $other{$_} = 1 for names_of($sources->{$file});
        if ($file =~ $below) { $other{$_} = 1 for $sources->{$file} =~ /\.\s*`?(\w+)/g }
        for my $member (grep { defined $_->{extends} } declarations($sources->{$file})) {
            my $name = $member->{name};
            my $height = $floor_of->{$file} ? $height{ $floor_of->{$file} } : undef;
            if (!defined $height) { $other{$name} = 1; next }
            next if $member->{private} || is_value($member, $sources->{$file});
            next if defined $home{$name} && $home{$name} <= $height;
            ($home{$name}, $extended{$name}) = ($height, $member->{extends});
        }
    }
    for my $file (sort keys %$floor_of) {
        my $code = $sources->{$file};
        my %said;
        while ($code =~ /\.\s*`?(\w+)\b(?!\s*:)/g) {
            my ($name, $place) = ($1, $-[1]);
            next if $other{$name} || $said{$name} || !defined $home{$name};
            next unless $home{$name} > $height{ $floor_of->{$file} };
            $said{$name} = 1;
            complain($file, line_of($code, $place), $floor_of->{$file}, $home{$name}, "$extended{$name}.$name");
        }
    }
}

# Whether a member is one more value of the type that it extends, such as the name of a fault beside what the fault does:
# a folder that lists such names knows the type alone.
sub is_value {
    my ($member, $code) = @_;
    return $member->{kind} eq 'let' && substr($code, $member->{end}) =~ /^\s*=\s*\Q$member->{extends}\E\s*\(/;
}

sub complain {
    my ($file, $line, $floor, $height, $name) = @_;
    report($file, $line, 'floor', "$floor must not know $floors[$height]'s $name");
}

1;
