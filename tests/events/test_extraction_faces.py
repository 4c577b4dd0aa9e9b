"""Laws of the faces of an event: its kind, its title, its actors, where it moved, how much it weighs, and how it is explained."""

from __future__ import annotations

import pytest

from events.extraction.company import table
from events.extraction.composing import draft
from events.extraction.lexicon import lexicon, rows, weights
from events.extraction.scoring import kind_of
from events.language import parse
from events.model import Document

# ---- kinds ----

# word of the happening | sentence
KINDS = {
    "conflict": """
shelled | Artillery shelled the village at dawn.
killed | A missile killed six civilians in the market.
killed | Air strikes killed twelve people in the port.
killed | Two soldiers were killed in fighting near the border.
struck | Jets struck an ammunition depot outside the capital.
strike | The air strike destroyed a bridge.
fire | The gunners opened fire on the landing boats.
defeated | The Swedish army defeated the Saxons at the ford.
beat | The rebels beat the royal army at the ford.
battle | The admiral won the battle in the strait.
captured | Troops captured the fortress.
ceasefire | Both armies agreed to a ceasefire.
attack | The attack on the convoy failed.
deployed | The army deployed tanks along the border.
bombed | Planes bombed the harbour.
ambushed | Guerrillas ambushed a patrol.
shot | The navy shot down two drones.
offensive | The offensive stalled before the river.
attack | A drone attack set the depot ablaze.
""",
    "crime": """
shot | A man shot his neighbour in a quarrel over a fence.
shooting | Two teenagers were hurt in a shooting outside a bar.
stabbed | A tourist was stabbed at the station.
robbed | Two masked men robbed a jeweller.
killed | A burglar killed a pensioner.
arrested | Police arrested a banker.
sentenced | The court sentenced the banker to six years.
charged | Prosecutors charged the mayor with fraud.
stole | Thieves stole a painting.
kidnapped | Gunmen kidnapped an engineer.
beat | Two men beat a student outside a club.
smuggled | The gang smuggled cigarettes.
""",
    "disaster": """
quake | The quake shook the whole province.
flooded | The river flooded forty houses.
fire | A fire destroyed the old theatre.
fire | Firefighters put out the fire in the forest.
storm | A storm tore off roofs.
erupted | The volcano erupted.
hit | A hurricane hit the coast.
killed | A landslide killed nine miners.
killed | The flood killed nine people.
killed | An earthquake killed nine people.
outbreak | An outbreak of cholera closed the schools.
drought | The drought ruined the harvest.
struck | An earthquake struck the island.
""",
    "accident": """
crashed | A bus crashed into a wall.
derailed | The night train derailed.
killed | Two pilots were killed when their plane crashed.
killed | A bus crash killed nine pilgrims.
collapsed | A balcony collapsed at a wedding.
capsized | A ferry capsized.
drowned | Two boys drowned in the lake.
hit | A car hit a cyclist.
exploded | A boiler exploded in a laundry.
injured | Nine workers were injured in an accident.
""",
    "protest": """
protested | Farmers protested against the tax.
strike | Railway workers went on strike.
strike | The strike of the dockers lasted three weeks.
strike | The union called a strike for higher wages.
struck | The miners struck for higher pay.
demonstration | The demonstration filled the square.
march | Ten thousand joined a protest march.
rallied | Students rallied outside the parliament.
Riots | Riots broke out after the verdict.
""",
    "politics": """
elected | The assembly elected a new speaker.
election | The greens won the election.
resigned | The minister resigned.
sacked | The president sacked the finance minister.
fired | The president fired the finance minister.
voted | Voters voted in a referendum.
banned | The government banned plastic bags.
defeated | The liberals defeated the conservatives in the election.
passed | The parliament passed a law on water.
passed | Parliament passed the budget.
appointed | The king appointed a general as prime minister.
beat | The senator beat her rival in the primary election.
independence | The colony declared independence.
defeat | The party suffered a defeat in the elections.
""",
    "diplomacy": """
met | The two presidents met in a hotel.
treaty | The two countries signed a treaty.
visited | The pope visited the island.
expelled | The ministry expelled three diplomats.
condemned | The council condemned the minister.
talks | The peace talks resumed.
recalled | The government recalled its ambassador.
recognised | Norway recognised the new state.
""",
    "economy": """
fell | Shares fell by four percent.
rose | Oil prices rose to a record.
opened | The carmaker opened a factory.
struck | The two airlines struck a deal.
deal | The two airlines struck a deal.
closed | The company closed two mines.
laid | The steelworks laid off 900 workers.
bought | The bank bought a rival.
took | The brewer took over a rival.
merged | The two banks merged.
went | The airline went bankrupt.
raised | The central bank raised interest rates.
cut | The central bank cut its interest rate.
plunged | The currency plunged against the dollar.
launched | The firm launched a new phone.
fell | Profits fell at the retailer.
sold | The group sold its steel business.
rose | Inflation rose to nine percent.
invested | The fund invested two billion in ports.
signed | The airline signed a contract for forty jets.
""",
    "culture": """
beat | Uruguay beat Peru 3-0.
beat | Germany beat Italy in the semi-final.
match | Ghana won the match.
won | The Kenyan runner won the marathon.
won | She won a gold medal.
award | The director won an award for the film.
defeated | The Canadian defeated the champion in two sets.
lost | The hosts lost the final.
scored | The striker scored two goals.
win | A 2-1 win over Chile took the team to the final.
victory | The team celebrated a victory in the cup final.
defeat | It was the first defeat of the team this season.
shooting | The shooting of the film began in the old harbour.
shot | The director shot the film in three weeks.
married | The prince married a dancer.
concert | The concert drew nine thousand people.
exhibition | The museum opened an exhibition of maps.
festival | The festival opened with an opera.
published | The poet published a novel.
buried | The king was buried in the abbey.
premiere | The premiere of the opera was a success.
defeat | The home team suffered a heavy defeat.
crashed | The champions crashed out of the cup.
shot | The winger shot the winning goal.
race | The race ended in rain.
strike | A late strike won the match for the visitors.
""",
    "science": """
discovered | Astronomers discovered a comet.
launched | The agency launched a satellite.
landed | The probe landed on the moon.
excavated | Archaeologists excavated a Roman villa.
tested | Engineers tested a new engine.
invented | A chemist invented a new dye.
""",
    "other": """
attack | The actor died of a heart attack.
died | The actor died of a heart attack.
attack | She suffered an asthma attack.
died | The poet died in her sleep.
suffered | The premier suffered a stroke.
""",
}
SENTENCES = [(kind, *line.split(" | ")) for kind, lines in KINDS.items() for line in lines.strip().splitlines()]


def kinds_in(text: str) -> dict[str, str]:
    """Word -> the kind of the happening that it names."""
    drafted = draft(Document(text), parse(text), [], [], weights())
    return {drafted.tree.words[m.candidate.word].text: kind_of(one) for one in drafted.clusters for m in one.members}


@pytest.mark.parametrize(("kind", "word", "text"), SENTENCES, ids=lambda value: value if " " in value else "")
def test_a_happening_has_the_kind_that_an_editor_would_give_it(kind: str, word: str, text: str) -> None:
    """ "beat Peru 3-0" is no war, "a heart attack" no raid, a labour strike no air strike."""
    assert kinds_in(text).get(word) == kind, kinds_in(text)


def test_every_kind_is_documented() -> None:
    """kinds.tsv says of each kind what it holds and the words of ACLED and schema.org; no table uses another kind."""
    documented = {row[0]: row[1:] for row in rows("kinds.tsv")}
    words = lexicon()
    used = {sense.kind for senses in (words.verbs, words.nouns) for sense in senses.values()}
    by_company = {line.kind for lines in table().values() for line in lines}
    assert used | by_company <= set(documented)
    assert len(SENTENCES) > 100
    assert {kind for kind, *_ in SENTENCES} == set(documented)
    acled = {"Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots", "Strategic developments", "-"}
    for holds, theirs, schema in documented.values():
        assert holds
        assert set(theirs.split(",")) <= acled
        assert all(name.endswith("Event") or name == "Festival" for name in schema.split(","))
