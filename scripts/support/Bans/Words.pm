# A rule for the words of sources and pages: a sentence has a subject that one can point at.
package Bans::Words;
use strict;
use warnings;
use Exporter 'import';
use Bans::SwiftText;
use Bans::Violations;
our @EXPORT = qw(check_words);

# A word that stands in quotes of its own is a name, such as that of the user `nobody`.
my $vague = qr/(?<![\w`'"])(nobody|whoever|somebody|everybody|anybody)(?![\w`"])/i;

sub check_words {
    my ($file, $text) = @_;
    return unless $file =~ m{^(?:Sources|docs)/|\.md$};
    while ($text =~ /$vague/g) {
        report($file, line_of($text, $-[1]), 'word', "'$1': say who it is");
    }
}

1;
