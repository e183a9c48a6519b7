# A rule for the names of files: one that declares types for others declares the type that it is named for.
package Bans::Names;
use strict;
use warnings;
use Exporter 'import';
use Bans::Declarations;
use Bans::SwiftText;
use Bans::Violations;
our @EXPORT = qw(check_name);

sub check_name {
    my ($file, $code) = @_;
    my ($base, $part) = $file =~ m{([^/+]+)(\+[^/]*)?\.swift$} or return;
    my @declared = grep { !$_->{depth} && !$_->{private} } declarations($code);
    my @types = grep { is_type($_) } @declared;
    my @extended = grep { $_->{kind} eq 'extension' } @declared;
    return if grep { $_->{name} eq $base } @types;
    # Thing+Part.swift is about what Thing, or a type inside it, has besides.
    my $is_part = $part && grep { $_->{name} =~ /(?:^|\.)\Q$base\E(?:\.|$)/ } @extended;
    if (@types == 1 || (@types && !$is_part)) {
        my $names = join ' and ', map { $_->{name} } @types;
        report($file, line_of($code, $types[0]{place}), 'name', "declares $names, and is not named for it");
    } elsif (!@types && $part && @extended && !$is_part) {
        my $names = $extended[0]{name};
        report($file, line_of($code, $extended[0]{place}), 'name', "extends $names, and is not named for it");
    }
}

1;
