# The last step before the worker: a session of its own, default signals, exactly the given environment.
#
#   session.pl RUNNER_PID OWNER_FILE COMMAND [ARGUMENT...]
#
# The command is executed only after the runner has written down who it supervises, and only as its child: a worker
# that nobody could find or end never begins. Exits 127 (not found) or 126 (not executable), as shells do.
use strict;
use warnings;
use POSIX ();

my ($runner, $owner, @command) = @ARGV;
POSIX::setsid();

# Shells start background commands with INT and QUIT ignored, and ignored signals stay ignored after exec.
$SIG{$_} = 'DEFAULT' for qw(HUP INT QUIT PIPE TERM USR1 USR2 ALRM CHLD);

until (-e $owner) {
    exit 75 if getppid() != $runner;
    select undef, undef, undef, 0.001;
}
exit 75 if getppid() != $runner;

# What the runner was started with; its shell may have added variables or dropped names it cannot spell.
if (open my $source, '<', "/proc/$runner/environ") {
    local $/;
    %ENV = map { /\A([^=]+)=(.*)\z/s ? ($1, $2) : () } split /\0/, scalar <$source>;
}

{ exec { $command[0] } @command; }
my ($code, $why) = ($! == POSIX::ENOENT ? 127 : 126, "$!");
print STDERR "coordinator: cannot start $command[0]: $why\n";
POSIX::_exit($code);
