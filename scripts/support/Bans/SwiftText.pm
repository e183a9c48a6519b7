# Swift source as the bans read it: comments and strings blanked, lines counted.
package Bans::SwiftText;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(slurp mask line_of arguments_at);

sub slurp {
    my ($path) = @_;
    open my $handle, '<:raw', $path or die "$path: $!\n";
    local $/;
    return scalar <$handle> // '';
}

sub blank { my ($text) = @_; $text =~ s/[^\n]/ /g; return $text; }

# Two copies of a source text, both as long as it is: one with string contents blanked, one with comments blanked too.
# Code inside an interpolation is code.
sub mask {
    my ($source) = @_;
    my ($with_comments, $code) = ('', '');
    my @open;    # for each string being read: its delimiter's hashes, whether it has several lines, parentheses to close
    my $in_string = 0;
    my $keep = sub { $with_comments .= $_[0]; $code .= $_[0] };
    my $hide = sub { my $spaces = blank($_[0]); $with_comments .= $spaces; $code .= $spaces };
    pos($source) = 0;
    while (pos($source) < length $source) {
        if ($in_string) {
            my ($hashes, $multiline) = @{ $open[-1] };
            my $end = ($multiline ? '"""' : '"') . $hashes;
            if ($source =~ /\G\Q$end\E/gc) {
                $keep->($&);
                pop @open;
                $in_string = 0;
            } elsif ($source =~ /\G\\\Q$hashes\E\(/gc) {
                $hide->($&);
                $open[-1][2] = 1;
                $in_string = 0;
            } elsif ($source =~ /\G\\\Q$hashes\E[^\n]/gc) {
                $hide->($&);
            } elsif (!$multiline && $source =~ /\G\n/gc) {
                $keep->($&);    # not a string after all, such as a quote in a regular expression
                pop @open;
                $in_string = 0;
            } else {
                $source =~ /\G./gcs;
                $hide->($&);
            }
            next;
        }
        if ($source =~ m{\G//[^\n]*}gc) {
            $with_comments .= $&;
            $code .= blank($&);
        } elsif ($source =~ m{\G/\*}gc) {
            my ($start, $depth) = (pos($source) - 2, 1);
            while ($depth && $source =~ m{(/\*|\*/)}g) { $depth += $1 eq '/*' ? 1 : -1 }
            pos($source) = length $source if $depth;
            my $comment = substr $source, $start, pos($source) - $start;
            $with_comments .= $comment;
            $code .= blank($comment);
        } elsif ($source =~ /\G(#*)("""|")/gc) {
            $keep->($&);
            push @open, [$1, $2 eq '"""', 0];
            $in_string = 1;
        } elsif (@open && $source =~ /\G[()]/gc) {
            $open[-1][2] += $& eq '(' ? 1 : -1;
            $in_string = $open[-1][2] == 0;
            $in_string ? $hide->($&) : $keep->($&);
        } else {
            $source =~ /\G(?:[A-Za-z0-9_\s]+|.)/gcs;
            $keep->($&);
        }
    }
    return ($with_comments, $code);
}

sub line_of { my ($text, $offset) = @_; return 1 + (substr($text, 0, $offset) =~ tr/\n//) }

# What stands in the parentheses that open at an offset.
sub arguments_at {
    my ($code, $offset) = @_;
    return substr($code, $offset) =~ /^(\((?:[^()]++|(?1))*\))/ ? $1 : '';
}

1;
