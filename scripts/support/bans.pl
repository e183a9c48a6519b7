#!/usr/bin/env perl
# The bans of the design as searches: bans.pl ROOT MANIFEST, where MANIFEST is what `swift package dump-package` prints.
# ROOT is that of a package: the repository, or Programs.
# Prints one line `file:line: [rule] message` for each violation and, on stderr, how many files it read. Exit 1: violations.
use strict;
use warnings;
use File::Find;
use JSON::PP;

my ($root, $manifest_file) = @ARGV;
my @violations;
my %target;    # the manifest's, by name

sub report {
    my ($file, $line, $rule, $message) = @_;
    push @violations, [$file, $line, "$file:$line: [$rule] $message\n"];
}

sub slurp {
    my ($path) = @_;
    open my $handle, '<:raw', $path or die "$path: $!\n";
    local $/;
    return scalar <$handle> // '';
}

# --- Swift text ------------------------------------------------------------------------------------------------------

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

# --- Rules for the deterministic parts -------------------------------------------------------------------------------

my %deterministic = map { $_ => 1 } qw(Bits FakeSequin Syncer Simulation Scenarios Reports Sequin);

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
    my ($file, $with_comments, $code) = @_;
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

# --- Imports ---------------------------------------------------------------------------------------------------------

my %forbidden = (
    Bits => [qw(Postgres Sequin FakeSequin Syncer Simulation Scenarios Reports converge)],
    Postgres => [qw(Sequin FakeSequin Syncer Simulation Scenarios Reports converge)],
    Sequin => [qw(Postgres FakeSequin Syncer Simulation Scenarios Reports converge)],
    Simulation => [qw(Postgres Sequin FakeSequin Syncer Scenarios Reports converge)],
    Syncer => [qw(FakeSequin Simulation Scenarios Reports converge)],
    Scenarios => [qw(Reports converge)],
    Reports => [qw(Postgres Simulation converge)],
);
my %collections = map { $_ => 1 } qw(
    Collections BitCollections BasicContainers ContainersPreview DequeModule HashTreeCollections HeapModule
    OrderedCollections SortedCollections);
# Modules that come with the toolchain, and so need no declaration.
my %toolchain = map { $_ => 1 } qw(
    Swift _Concurrency _StringProcessing RegexBuilder Synchronization Observation Dispatch Testing XCTest
    Foundation FoundationEssentials FoundationNetworking FoundationXML FoundationInternationalization
    Glibc Musl Darwin Android PackageDescription);
# Modules that a library product has besides the one of its own name; Programs depends on these.
my %also_in = (FakeSequin => ['Sequin'], Syncer => ['Postgres', 'Sequin']);
my $nio = qr/^(?:_?NIO\w*|\w+NIO|AsyncHTTPClient|Hummingbird\w*|HTTPServer\w*)$/;

my $import = qr/
    (?:^|;)[ \t]*
    (?:\@\w+(?:\([^)\n]*\))?\s+)*
    (?:(?:public|package|internal|fileprivate|private|open)\s+)?
    import\s+
    (?:(?:struct|class|enum|protocol|typealias|func|let|var|actor)\s+)?
    `?(\w+)
/mx;

# Why a target may not import a module: rule and message, or nothing.
sub import_ban {
    my ($kind, $target, $module) = @_;
    return ('libpq', 'only Sources/Postgres imports CLibpq')
        if $module eq 'CLibpq' && "$kind/$target" ne 'Sources/Postgres';
    return ('nio', "$target is built for `converge` or its tests, which need no $module")
        if $module =~ $nio && is_without_nio($kind, $target);
    if ($kind eq 'Sources') {
        # The adapter for a test library is there to know it.
        return ('test-library', "no source but ConvergeTesting knows a test library: $module")
            if $module =~ /^(?:Testing|XCTest)$/ && $target ne 'ConvergeTesting';
        return ('seam', "$target must not know $module") if grep { $_ eq $module } @{ $forbidden{$target} // [] };
        return ('seam', "FakeSequin imports only Bits, Sequin, collections and locks, not $module")
            if $target eq 'FakeSequin' && $module !~ /^(?:Bits|Sequin|Synchronization)$/
            && !$collections{$module};
    }
    return ('undeclared', "Package.swift does not declare that $target depends on $module")
        unless $toolchain{$module} || !$target{$target} || grep { $_ eq $module } dependencies($target);
    return;
}

sub check_imports {
    my ($file, $kind, $target, $code) = @_;
    while ($code =~ /$import/g) {
        my ($module, $line) = ($1, line_of($code, $-[1]));
        my ($rule, $message) = import_ban($kind, $target, $module);
        report($file, $line, $rule, $message) if $rule;
    }
}

# --- The manifest ----------------------------------------------------------------------------------------------------

my $manifest = decode_json(slurp($manifest_file));
%target = map { $_->{name} => $_ } @{ $manifest->{targets} };

sub dependencies {
    my ($name) = @_;
    my @names;
    for my $dependency (@{ $target{$name}{dependencies} }) {
        my ($key) = grep { ref $dependency->{$_} eq 'ARRAY' } sort keys %$dependency;
        next unless $key;
        my $product = $dependency->{$key}[0];
        push @names, $product, $target{$product} ? () : @{ $also_in{$product} // [] };
    }
    return @names;
}

sub closure {
    my @queue = @_;
    my %seen;
    while (defined(my $name = shift @queue)) {
        next if $seen{$name}++;
        push @queue, dependencies($name) if $target{$name};
    }
    return \%seen;
}

my $needed = closure('converge');

# The tests of a program that `converge` does not need may use what that program uses.
sub is_without_nio {
    my ($kind, $name) = @_;
    return $needed->{$name} if $kind eq 'Sources';
    return !grep { $target{$_} && !$needed->{$_} } $target{$name} ? dependencies($name) : ();
}

sub check_manifest {
    my $text = slurp("$root/Package.swift");
    my ($with_comments, undef) = mask($text);
    for my $name (sort keys %target) {
        my $line = $text =~ /name:\s*"\Q$name\E"(?!.*targets:)/g ? line_of($text, $-[0]) : 1;
        if ($target{$name}{type} !~ /^(?:system|binary|plugin)$/) {
            my @strict = grep { ($_->{kind}{treatAllWarnings}{_0} // '') eq 'error' } @{ $target{$name}{settings} };
            report('Package.swift', $line, 'strict', "target $name lacks .treatAllWarnings(as: .error)")
                unless @strict;
        }
        my $reachable = $target{$name}{type} eq 'test' ? is_without_nio('Tests', $name) : $needed->{$name};
        for my $dependency (dependencies($name)) {
            report('Package.swift', $line, 'nio', "$name is built for `converge` or its tests, which need no $dependency")
                if $reachable && $dependency =~ $nio;
            report('Package.swift', $line, 'seam', "$name must not know $dependency")
                if grep { $_ eq $dependency } @{ $forbidden{$name} // [] };
        }
    }
    while ($text =~ m{https?://([^/"\s]+)}g) {
        report('Package.swift', line_of($text, $-[0]), 'place', "dependencies come from github.com, not $1")
            if $1 ne 'github.com';
    }
}

# --- Every file ------------------------------------------------------------------------------------------------------

# What belongs to one machine or one network, not to the project.
my $place = qr{
    (?<![\w.~\-/])/(?:home|Users|root|work|mnt)/[\w.]
  | \b(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+\b
  | ://[\w.\-]+\.(?:internal|corp|lan|intranet)\b
}x;

sub check_file {
    my ($file) = @_;
    my $text = slurp("$root/$file");
    return if index(substr($text, 0, 8000), "\0") >= 0;
    while ($text =~ /$place/g) {
        report($file, line_of($text, $-[0]), 'place', "names a place outside the project: $&");
    }
    my ($kind, $target) = $file =~ m{^(Sources|Tests)/([^/]+)/} or return;
    my $lines = ($text =~ tr/\n//) + ($text =~ /[^\n]\z/ ? 1 : 0);
    report($file, $lines, 'length', "$lines lines; no file has more than 400") if $lines > 400;
    my $is_swift = $file =~ /\.swift$/;
    my ($with_comments, $code) = $is_swift ? mask($text) : ($text, $text);
    if ($kind eq 'Sources') {
        while ($with_comments =~ /\b(?:TODO|FIXME|XXX)\b/g) {
            report($file, line_of($text, $-[0]), 'unfinished', "$&: finish it, or open an issue");
        }
    }
    return unless $is_swift;
    if ($kind eq 'Sources') {
        while ($code =~ /\btry!|\bfatalError\s*\(/g) {
            report($file, line_of($text, $-[0]), 'crash', "$&: throw an error, or state a precondition");
        }
        check_determinism($file, $with_comments, $code) if $deterministic{$target};
    }
    check_imports($file, $kind, $target, $code);
}

my @files;
find({
    no_chdir => 1,
    wanted => sub {
        return if $File::Find::name eq $root;
        my $file = substr $File::Find::name, length($root) + 1;
        if ($file =~ m{^(?:\.git|\.build[^/]*|\.converge|\.swiftpm)$}) { $File::Find::prune = 1; return }
        push @files, $file if -f $File::Find::name && $file ne 'Package.resolved';
    },
}, $root);
check_file($_) for sort @files;
check_manifest();

print map { $_->[2] } sort { $a->[0] cmp $b->[0] || $a->[1] <=> $b->[1] || $a->[2] cmp $b->[2] } @violations;
print STDERR scalar(@files), "\n";
exit(@violations ? 1 : 0);
