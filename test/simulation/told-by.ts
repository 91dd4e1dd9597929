/**
 * Which story tells that a guard is missing, by mutant (or how its name begins): a mutant is told no other. A mutant that is not
 * here is found by chance, in random histories.
 */
export const toldBy: Readonly<Record<string, string>> = {
  'an open breaker holds nothing back': 'one start after the other comes to nothing',
  'the breaker lets more than one task through': 'one start after the other comes to nothing',
  'an attempt that may have started is written off without the fence':
    'the daemon dies around the start of a worker',
  'the verdict does not wait for a fresh look at pull requests':
    'the worker opens its pull request, ends, and GitHub was last asked before',
  'a list that could not be read counts as unlabelled':
    'the wall clock is set back, and the machine is restarted, during a backoff',
  'a look at the issue itself that failed counts as gone':
    'a list comes back empty, and the issue itself cannot be asked for',
  'a tree that cannot be read counts as too big': 'what a worker uses cannot be read',
  'anybody may label': 'labels of people who may not',
  'anybody may change an approved text': 'a stranger changes the text between the label and the first look',
  'what was edited before the label was seen is not asked for':
    'a stranger changes the text between the label and the first look',
  'no look for an open pull request before one is opened':
    'the answer to a label is lost, and the label before is wanted again',
  'no search for the own comment before one is made': 'answers to greeting, label and comment are lost',
  'the ledger is written before an edit is taken in': 'a cancel in the ledger',
  'one worker more than workers.max': 'three issues, two places',
  'a live attempt uses no place': 'three issues, two places',
  'a cancel is recorded as a plain stop': 'the label goes and comes back',
  'STOP is not looked at before a start': 'a STOP file is put there between two attempts',
  'work is not saved on a stop': 'git does not say what is there when a worker is stopped',
  'no backoff between attempts': 'a list comes back empty, and the issue itself cannot be asked for',
  'no backoff between tries of an action': 'answers to greeting, label and comment are lost',
  'a damaged ledger is written over': 'a damaged ledger',
  'most rows gone at once is no accident': 'most rows are gone at once',
  'attempts are not counted': 'a list comes back empty, and the issue itself cannot be asked for',
  'durations go by the wall clock': 'the machine sleeps while a worker lives',
  'a retry leaves the old wish': 'git does not say what is there when a worker is stopped',
  'a runner that never claimed is left alone on a stop':
    'a runner dies before it has claimed, and a person stops the task',
  'a worker whose runner is gone is called lost while it lives':
    'the runner is killed and its worker lives on',
  'the ledger is replaced whatever stands in it': 'text around the block',
  'a question is thrown away before the next attempt': 'a question is still there at the retry',
  'a pull request that was taken over unchanged is no proof':
    'a second round adds nothing to the pull request of the first',
  'a restart of the machine does not count as time':
    'the wall clock is set back, and the machine is restarted, during a backoff',
  'what failed before a preparation counts as its failure':
    'the wall clock is set back after a preparation failed',
  'a stop does not wait for git to say what is there':
    'git does not say what is there when a worker is stopped',
  'a label whose answer was lost is forgotten':
    'a question is taken back, its label is lost, and an edit holds the task',
  'labels are set by memory alone':
    'the worker opens its pull request, ends, and GitHub was last asked before',
  'a limit is enforced without a look whether the worker goes on':
    'git cannot be read when the limit of a worker comes',
  'commits and changed files are no progress': 'a silent worker commits, and its limit comes',
  'a look that failed counts as no progress': 'git cannot be read when the limit of a worker comes',
  'a changed file is no sign of life': 'a worker that never says anything changes a file',
  'limits are put off without end': 'a worker goes on and on',
  'time in which the coordinator was stopped counts as silence':
    'the coordinator is stopped for a while, and goes on',
  'workers are started whatever room the machine has': 'the disk is full when an issue is labelled',
  'what is rebuilt forgets the finished tasks': 'memory is lost after a cancel',
  'a stranger’s command or answer is taken up': 'a stranger stops, alice stops, and both comment again',
  'a worker is told the same of its pull request again':
    'a check fails, and the worker does nothing about it',
  'follow-up rounds are not counted': 'a check fails, the worker mends it, and it fails for ever',
  'a stranger’s review is followed up': 'a stranger reviews, then alice does',
  'a refusal is replied to without a look whether it was': 'the daemon dies right after a reply',
  'the ledger is written before a lost memory is rebuilt': 'memory is lost after a cancel',
  'errors of worktrees are counted, and that is all': 'one worktree after the other cannot be made',
  'git is made to forget worktrees of tasks under way':
    'worktrees of a task under way and of a finished one are deleted',
  'a spent budget holds nothing back': 'all is spent when a third issue is labelled',
  'a spent budget ends no worker': 'a worker spends its budget',
  'a provider’s limit holds back nobody else': 'a provider wants a pause while others wait',
};
