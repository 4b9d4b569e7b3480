import { PageHead } from '#access/page/page-head.tsx';

export default function Status() {
  return <PageHead kicker="Rappel" title="Status" />;
}
