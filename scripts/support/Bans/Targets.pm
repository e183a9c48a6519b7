# Rules for the arrows between targets: what Package.swift declares, and what files import.
package Bans::Targets;
use strict;
use warnings;
use Exporter 'import';
use JSON::PP;
use Bans::SwiftText;
use Bans::Violations;
our @EXPORT = qw(read_manifest check_imports check_manifest);

my %target;    # the manifest's, by name
my $needed;    # the names of what `converge` is built of

my %forbidden = (
    Bits => [qw(Postgres PostgresWire Sequin SequinWire SQSWire BrokerWire FakeSQS FakeSequin Syncer Simulation Scenarios Reports converge)],
    Postgres => [qw(PostgresWire Sequin SequinWire SQSWire BrokerWire FakeSQS FakeSequin Syncer Simulation Scenarios Reports converge)],
    Processes => [qw(PostgresWire Sequin SequinWire SQSWire BrokerWire FakeSQS FakeSequin Syncer Simulation Scenarios Reports converge)],
    PostgresWire => [qw(Postgres Processes Sequin SequinWire SQSWire BrokerWire FakeSQS FakeSequin Syncer Simulation Scenarios Reports converge)],
    Sequin => [qw(Postgres PostgresWire SequinWire SQSWire BrokerWire FakeSQS FakeSequin Syncer Simulation Scenarios Reports converge)],
    SequinWire => [qw(Postgres PostgresWire SQSWire BrokerWire FakeSQS FakeSequin Syncer Simulation Scenarios Reports converge)],
    SQSWire => [qw(Postgres PostgresWire SequinWire BrokerWire FakeSQS FakeSequin Syncer Simulation Scenarios Reports converge)],
    FakeSQS => [qw(Postgres PostgresWire SequinWire BrokerWire FakeSequin Syncer Simulation Scenarios Reports converge)],
    BrokerWire => [qw(Postgres PostgresWire FakeSQS FakeSequin Syncer Simulation Scenarios Reports converge)],
    Simulation => [qw(Postgres PostgresWire Sequin SequinWire SQSWire BrokerWire FakeSQS FakeSequin Syncer Scenarios Reports converge)],
    Syncer => [qw(PostgresWire SequinWire SQSWire BrokerWire FakeSQS FakeSequin Simulation Scenarios Reports converge)],
    Scenarios => [qw(FakeSQS Reports ConvergeTesting converge)],
    Reports => [qw(Postgres PostgresWire SequinWire SQSWire BrokerWire FakeSQS Simulation ConvergeTesting converge)],
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
my %also_in = (FakeSequin => ['Sequin'], SequinWire => ['Sequin'], FakeSQS => ['SQSWire'], Syncer => ['Postgres', 'Sequin']);
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
            if $target eq 'FakeSequin' && $module ne 'Bits' && $module ne 'Sequin' && $module ne 'Synchronization'
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

sub read_manifest {
    my ($file) = @_;
    my $manifest = decode_json(slurp($file));
    %target = map { $_->{name} => $_ } @{ $manifest->{targets} };
    $needed = closure('converge');
}

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

# The tests of a program that `converge` does not need may use what that program uses.
sub is_without_nio {
    my ($kind, $name) = @_;
    return $needed->{$name} if $kind eq 'Sources';
    return 1 if !$target{$name};
    for my $dependency (grep { $target{$_} && !$needed->{$_} } dependencies($name)) {
        return 0 if grep { $_ =~ $nio } dependencies($dependency);
    }
    return 1;
}

sub check_manifest {
    my ($root) = @_;
    my $text = slurp("$root/Package.swift");
    my ($with_comments, undef) = mask($text);
    for my $name (sort keys %target) {
        my $line = $text =~ /name:\s*"\Q$name\E"(?!.*targets:)/ ? line_of($text, $-[0]) : 1;
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

1;
