import { PageHead } from '#access/page/page-head.tsx';

export default function Desk() {
  return <PageHead kicker="Rappel" title="Desk" />;
}
