import { useWindowTexts } from '../../texts/use-windows-texts.ts';

/** Enough of an id to tell two people of one name apart; the id of nobody can be chosen. */
const TAIL = 6;

/** A name as somebody chose it, kept apart from the words around it, and what tells them from others of that name. */
export const PersonName = ({ id, name }: { id: string; name: string }) => {
  const { idEnds } = useWindowTexts().invitation;
  return (
    <span className="person-name">
      <bdi>{name}</bdi> <span className="small-print">{idEnds(id.slice(-TAIL))}</span>
    </span>
  );
};
