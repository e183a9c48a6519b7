#!/usr/bin/env perl
# The bans of the design as searches: bans.pl ROOT MANIFEST, where MANIFEST is what `swift package dump-package` prints.
# ROOT is that of a package: the repository, or Programs. The rules are in Bans, a module for each kind.
# Prints one line `file:line: [rule] message` for each violation and, on stderr, how many files it read and how many
# violations of each rule it found. Exit 1: violations.
use strict;
use warnings;
use File::Find;
use FindBin;
use lib $FindBin::RealBin;
use Bans::Determinism;
use Bans::Floors;
use Bans::Names;
use Bans::SwiftText;
use Bans::Targets;
use Bans::Violations;
use Bans::Words;

my ($root, $manifest) = @ARGV;
my $longest = 300;
my %code;    # of each Swift source, comments and strings blanked

# What belongs to one machine or one network, not to the project.
my $place = qr{
    (?<![\w.~\-/])/(?:home|Users|root|work|mnt)/[\w.]
  | \b(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+\b
  | ://[\w.\-]+\.(?:internal|corp|lan|intranet)\b
}x;

sub check_length {
    my ($file, $text) = @_;
    return unless $file =~ m{^(?:Sources|Tests|scripts|Fuzzing|\.ci)/};
    my $lines = ($text =~ tr/\n//) + ($text =~ /[^\n]\z/ ? 1 : 0);
    report($file, $lines, 'length', "$lines lines; no file has more than $longest") if $lines > $longest;
}

sub check_source {
    my ($file, $target, $with_comments, $code) = @_;
    while ($with_comments =~ /\b(?:TODO|FIXME|XXX)\b/g) {
        report($file, line_of($code, $-[0]), 'unfinished', "$&: finish it, or open an issue");
    }
    return unless $file =~ /\.swift$/;
    $code{$file} = $code;
    while ($code =~ /\btry!|\bfatalError\s*\(/g) {
        report($file, line_of($code, $-[0]), 'crash', "$&: throw an error, or state a precondition");
    }
    check_determinism($file, $target, $with_comments, $code);
    check_name($file, $code);
}

sub check_file {
    my ($file) = @_;
    my $text = slurp("$root/$file");
    return if index(substr($text, 0, 8000), "\0") >= 0;
    while ($text =~ /$place/g) {
        report($file, line_of($text, $-[0]), 'place', "names a place outside the project: $&");
    }
    check_words($file, $text);
    check_length($file, $text);
    my ($kind, $target) = $file =~ m{^(Sources|Tests)/([^/]+)/} or return;
    my ($with_comments, $code) = $file =~ /\.swift$/ ? mask($text) : ($text, $text);
    check_source($file, $target, $with_comments, $code) if $kind eq 'Sources';
    check_imports($file, $kind, $target, $code) if $file =~ /\.swift$/;
}

my @files;
find({
    no_chdir => 1,
    wanted => sub {
        return if $File::Find::name eq $root;
        my $file = substr $File::Find::name, length($root) + 1;
        if ($file =~ m{^(?:.*/)?(?:\.git|\.build[^/]*|\.converge|\.swiftpm)$}) { $File::Find::prune = 1; return }
        push @files, $file if -f $File::Find::name && $file ne 'Package.resolved';
    },
}, $root);
read_manifest($manifest);
check_file($_) for sort @files;
check_floors(\%code);
check_manifest($root);

my @violations = violations();
print @violations;
print STDERR scalar(@files), "\n";
exit 0 unless @violations;
my %count;
$count{$_}++ for map { /: \[([\w-]+)\]/ } @violations;
print STDERR scalar(@violations), ' violations: ', join(', ', map { "$count{$_} $_" } sort keys %count), "\n";
exit 1;
