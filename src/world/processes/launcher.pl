# Prepares this process for supervision, then becomes the runner (same pid, nothing stays resident).
#
#   launcher.pl DROP PRCTL CEILING_SECONDS SHELL RUNNER SESSION RUN_DIRECTORY ARGUMENT_OF_THE_RUNNER...
#
# DROP 1: PERL_BADLANG was added for this program only and is taken out again, so that the runner's environment is
# exactly the worker's. PRCTL: number of the system call prctl on this machine, 0 where it is not known.
# Both the subreaper bit and the alarm survive exec; neither is inherited by the worker.
use strict;
use warnings;
use POSIX ();

my ($drop, $prctl, $ceiling, $shell, $runner, $session, $run, @rest) = @ARGV;
delete $ENV{PERL_BADLANG} if $drop;

# Set, then asked back: a number that means another call on this machine must not pass for success.
my $subreaper = 0;
if ($prctl > 0) {
    my $answer = pack 'i', 0;
    my ($set, $ask) = (36, 37);
    $subreaper = 1
      if syscall($prctl + 0, $set, 1, 0, 0, 0) == 0
      && syscall($prctl + 0, $ask, $answer, 0, 0, 0) == 0
      && unpack('i', $answer) == 1;
}

# Descriptors that somebody else left open must not stay open for as long as a worker runs.
if (opendir my $open, '/dev/fd') {
    my @numbers = grep { /^\d+$/ && $_ > 2 } readdir $open;
    closedir $open;
    POSIX::close($_) for @numbers;
}

# The worker's input, output and errors wait as 6, 7 and 8; what the runner's shell has to say goes elsewhere.
POSIX::dup2($_, $_ + 6) for 0 .. 2;
my $diagnostics = POSIX::open("$run/runner.err", POSIX::O_WRONLY | POSIX::O_APPEND | POSIX::O_CREAT, 0600);
my $nothing = POSIX::open('/dev/null', POSIX::O_RDWR);
exit 71 if !defined $diagnostics || !defined $nothing;
POSIX::dup2($nothing, $_) for 0, 1;
POSIX::dup2($diagnostics, 2);
POSIX::close($_) for $nothing, $diagnostics;

# A pipe nobody ever writes to, 5 to 9: a shell can sleep on it without starting a process.
my ($read, $write) = POSIX::pipe();
POSIX::dup2($read, 9);
POSIX::dup2($write, 5);
POSIX::close($_) for grep { $_ != 9 && $_ != 5 } $read, $write;

alarm $ceiling;
{ exec {$shell} $shell, $runner, $subreaper, $^X, $session, $ceiling, $run, @rest; }
print STDERR "coordinator: cannot start the runner with $shell: $!\n";
exit 71;
