//! Names, cities and streets people are made of.

use std::sync::LazyLock;

pub(super) static FIRST: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "Ada Aisha Alejandro Amara Amir Ana Anders Anika Arjun Astrid Ayumi Beatriz Benjamin Bilal Birgit \
     Caleb Camila Carlos Chidi Chloé Claire Daniel Daria David Deepa Diego Dmitri Eilidh Elena Eli \
     Emeka Emma Esther Fatima Felix Femi Fernanda Francesca Freya Gabriel Giulia Grace Hana Hassan \
     Henrik Hiroshi Ibrahim Imani Inés Ingrid Isaac Ivan Jamal Jasmine Javier Jin Joanna José Julia Kai \
     Kamala Karim Katarzyna Kenji Kofi Lakshmi Lars Layla Leah Leila Leo Liam Linh Lucía Luca Maeve \
     Magnus Malik Marcus Margaret María Mateo Maya Mei Miguel Mohammed Nadia Naomi Nia Nikolai Noah \
     Nora Olga Oliver Oluwaseun Omar Oscar Paloma Patrick Petra Priya Rafael Rania Ravi Rebecca Rohan \
     Rosa Ruth Sabine Samuel Sanjay Santiago Sara Sean Sienna Simone Siobhan Sofía Søren Stefan Suki \
     Tariq Tatiana Thabo Theo Thomas Tomás Uma Valentina Victor Wanjiru William Xiomara Yara Yasmin \
     Yuki Yusuf Zahra Zainab Zoë"
        .split(' ')
        .collect()
});

pub(super) static LAST: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "Abebe Adeyemi Ahmed Almeida Andersson Aoki Bakker Banerjee Barros Becker Bennett Bianchi Bjork \
     Blake Boateng Brennan Brooks Campbell Carter Castillo Chaudhry Chen Choi Clarke Cohen Conti Costa \
     Cruz Dahl Das Delgado Demir Diallo Diaz Dubois Duffy Edwards Eriksen Espinoza Farah Fernández \
     Ferrari Fischer Fitzgerald Flores Foster Fraser Fujimoto Gallagher García Goldberg Gómez Gonzalez \
     Graham Greenberg Gupta Haddad Hansen Harper Hassan Hayes Herrera Hoang Hoffmann Horvat Hughes \
     Hussain Ibarra Ito Ivanov Iyer Jackson Jansen Jensen Johansson Jones Kamau Kang Kapoor Kaur Kelly \
     Khan Kim Kowalski Kruger Kumar Lam Larsen Lee Levy Lewis Lindgren Lopez Lund Macdonald Mahmoud \
     Malik Marino Martin Mbeki McCarthy Mehta Mendoza Meyer Mitchell Morales Moreau Morris Mukherjee \
     Müller Murphy Mwangi Nair Nakamura Navarro Nguyen Nielsen Novak Nowak Núñez O'Brien O'Connor \
     Ochieng Okafor Okonkwo Olsen Ortiz Osei Owusu Park Patel Pereira Petrov Pham Phillips Popescu \
     Quinn Rahman Ramirez Rao Reyes Rivera Robinson Romano Rossi Roy Salazar Sanchez Santos Sato \
     Schmidt Schneider Shah Sharma Silva Singh Sokolov Sullivan Suzuki Takahashi Tanaka Taylor Torres \
     Tran Tremblay Turner Verhoeven Vargas Vasquez Wagner Walker Wang Watanabe Weber Williams Wilson \
     Wong Wright Yamamoto Yildiz Young Zhang Zhou Ziegler"
        .split(' ')
        .collect()
});

/// City, state, postal code, country, time zone.
pub(super) const CITIES: &[(&str, &str, &str, &str, &str)] = &[
    ("Portland", "ME", "04101", "US", "America/New_York"),
    ("South Portland", "ME", "04106", "US", "America/New_York"),
    ("Westbrook", "ME", "04092", "US", "America/New_York"),
    ("Scarborough", "ME", "04074", "US", "America/New_York"),
    ("Falmouth", "ME", "04105", "US", "America/New_York"),
    ("Brunswick", "ME", "04011", "US", "America/New_York"),
    ("Biddeford", "ME", "04005", "US", "America/New_York"),
    ("Lewiston", "ME", "04240", "US", "America/New_York"),
    ("Portsmouth", "NH", "03801", "US", "America/New_York"),
    ("Boston", "MA", "02116", "US", "America/New_York"),
    ("Chicago", "IL", "60614", "US", "America/Chicago"),
    ("Denver", "CO", "80205", "US", "America/Denver"),
    ("Seattle", "WA", "98103", "US", "America/Los_Angeles"),
    ("Halifax", "NS", "B3J 1S9", "CA", "America/Halifax"),
];

pub(super) const STREETS: &[&str] = &[
    "Wharf Street",
    "Congress Street",
    "Maple Avenue",
    "Lighthouse Road",
    "Pine Ridge",
    "Harbor View Terrace",
    "Old Mill Lane",
    "Cedar Court",
    "Orchard Street",
    "Juniper Way",
    "Granite Hill Road",
    "Sycamore Drive",
    "Beacon Street",
    "Tide Mill Road",
    "Elm Street",
    "Meadow Lane",
];

pub(super) const AREAS: &[&str] = &[
    "207", "603", "617", "781", "978", "508", "413", "802", "401", "860", "203", "212", "646", "718", "914",
    "516", "631", "585", "315", "518", "215", "412", "202", "301", "410", "703", "804", "919", "704", "404",
    "305", "407", "615", "502", "216", "614", "313", "312", "773", "414", "612", "314", "816", "504", "512",
    "713", "214", "303", "801", "602", "505", "702", "206", "503", "415", "510", "213", "310", "619", "902",
];

pub(super) const SOURCES: &[&str] = &[
    "website form",
    "facebook lead ad",
    "google ads",
    "referral",
    "walk-in",
    "phone call",
    "instagram",
    "newsletter",
    "public api",
    "open day",
];

pub(super) const COMPANIES: &[&str] = &[
    "Northlight Architects",
    "Casco Bay Ferries Supply",
    "Bluefin Bakery",
    "Old Port Books",
    "Munjoy Hill Yoga",
    "Granite State Roofing",
    "Evergreen Accounting",
    "Lantern Coffee Roasters",
    "Tidewater Landscaping",
    "Compass Rose Travel",
    "Saltbox Interiors",
    "Kestrel Software",
];
